// SPDX-License-Identifier: GPL-2.0-only
/* What the user may choose, on the kernel's command line: xfnet.queues=2. */
#include <linux/module.h>
#include "net.h"

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX	"xfnet."

struct xfnet_params xfnet_params = {
	.queues = 8,
};

module_param_named(queues, xfnet_params.queues, uint, 0444);
MODULE_PARM_DESC(queues, "most queues of a network card; ethtool -L changes it");

/* SPDX-License-Identifier: GPL-2.0-only */
/* All that store_wire.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_STORE_WIRE_ENV_H
#define XENFRONT_STORE_WIRE_ENV_H

#include <linux/array_size.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <xenfront/keys.h>
#include "store_wire.h"

#endif /* XENFRONT_STORE_WIRE_ENV_H */

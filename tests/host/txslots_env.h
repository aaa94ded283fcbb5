/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/net/txslots.c. */
#ifndef XFNET_TXSLOTS_ENV_H
#define XFNET_TXSLOTS_ENV_H

#include "netif_host.h"
#include "drivers/xenfront/net/txslots.h"

#endif /* XFNET_TXSLOTS_ENV_H */

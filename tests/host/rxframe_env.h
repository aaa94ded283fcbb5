/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/net/rxframe.c. */
#ifndef XFNET_RXFRAME_ENV_H
#define XFNET_RXFRAME_ENV_H

#include "netif_host.h"
#include "drivers/xenfront/net/rxframe.h"

#endif /* XFNET_RXFRAME_ENV_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/store_wire.c. */
#ifndef XENFRONT_STORE_WIRE_ENV_H
#define XENFRONT_STORE_WIRE_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/keys.h"
#include "drivers/xenfront/core/store_wire.h"

#endif /* XENFRONT_STORE_WIRE_ENV_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* User-space surroundings of drivers/xenfront/core/fsm.c. */
#ifndef XENFRONT_FSM_ENV_H
#define XENFRONT_FSM_ENV_H

#include "xenfront_host.h"
#include "drivers/xenfront/include/xenfront/fsm.h"


#endif /* XENFRONT_FSM_ENV_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/* All that fsm.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_FSM_ENV_H
#define XENFRONT_FSM_ENV_H

#include <linux/array_size.h>
#include <linux/bits.h>
#include <xenfront/fsm.h>

#endif /* XENFRONT_FSM_ENV_H */

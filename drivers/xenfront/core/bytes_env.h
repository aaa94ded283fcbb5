/* SPDX-License-Identifier: GPL-2.0-only */
/* All that bytes.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_BYTES_ENV_H
#define XENFRONT_BYTES_ENV_H

#include <linux/errno.h>
#include <linux/minmax.h>
#include <asm/barrier.h>
#include <xenfront/bytes.h>
#include <xenfront/shared.h>

#endif /* XENFRONT_BYTES_ENV_H */

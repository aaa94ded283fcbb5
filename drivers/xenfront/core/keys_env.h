/* SPDX-License-Identifier: GPL-2.0-only */
/* All that keys.c needs from its surroundings; host tests bring another one. */
#ifndef XENFRONT_KEYS_ENV_H
#define XENFRONT_KEYS_ENV_H

#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/export.h>
#include <linux/hex.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/unaligned.h>
#include <xenfront/keys.h>

#endif /* XENFRONT_KEYS_ENV_H */

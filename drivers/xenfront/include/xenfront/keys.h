/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Negotiated keys as tables: a driver describes each key once, and gets a
 * filled and checked struct. No value of the back-end reaches a driver in any
 * other way.
 *
 *	struct blk_keys { u64 sectors; u32 sector_size; bool flush; };
 *
 *	static const struct xfkey keys[] = {
 *		XFKEY_NUM(struct blk_keys, sectors, "sectors",
 *			  .flags = XFKEY_REQUIRED, .min = 1, .max = S64_MAX >> 9),
 *		XFKEY_NUM(struct blk_keys, sector_size, "sector-size",
 *			  .flags = XFKEY_POW2, .min = 512, .max = 4096, .preset = 512),
 *		XFKEY_FLAG(struct blk_keys, flush, "feature-flush-cache"),
 *	};
 */
#ifndef XENFRONT_KEYS_H
#define XENFRONT_KEYS_H

#include <linux/stddef.h>
#include <linux/types.h>

/**
 * enum xfkey_type - how the text is read
 * @XFKEY_NUMBER: unsigned decimal (or 0x hexadecimal); member is u8 .. u64
 * @XFKEY_BOOL: a number, non-zero is true; member is bool
 * @XFKEY_TEXT: printable text; member is a char array, always terminated
 * @XFKEY_MAC: six hexadecimal bytes with colons; member is u8[6]
 */
enum xfkey_type {
	XFKEY_NUMBER,
	XFKEY_BOOL,
	XFKEY_TEXT,
	XFKEY_MAC,
};

/* Absent or malformed: refuse the device; otherwise .preset is taken. */
#define XFKEY_REQUIRED	0x01
/* Must be a power of two; with XFKEY_CLAMP it is rounded down to one. */
#define XFKEY_POW2	0x02
/* Out of range: take the nearest bound; otherwise refuse the device. */
#define XFKEY_CLAMP	0x04

/**
 * struct xfkey - one key
 * @name: node below the directory
 * @type: enum xfkey_type
 * @flags: XFKEY_* bits
 * @offset: of the member in the values struct
 * @size: of the member
 * @min: smallest value (numbers)
 * @max: largest value (numbers); 0 means what the member can hold
 * @preset: value when absent (numbers, bools)
 */
struct xfkey {
	const char *name;
	u8 type;
	u8 flags;
	u16 offset;
	u16 size;
	u64 min;
	u64 max;
	u64 preset;
};

#define XFKEY_MEMBER(kind, vals, member, key) \
	.name = (key), .type = (kind), .offset = offsetof(vals, member), \
	.size = sizeof(((vals *)0)->member)

#define XFKEY_NUM(vals, member, key, ...) \
	{ XFKEY_MEMBER(XFKEY_NUMBER, vals, member, key), ##__VA_ARGS__ }
#define XFKEY_FLAG(vals, member, key, ...) \
	{ XFKEY_MEMBER(XFKEY_BOOL, vals, member, key), ##__VA_ARGS__ }
#define XFKEY_STRING(vals, member, key, ...) \
	{ XFKEY_MEMBER(XFKEY_TEXT, vals, member, key), ##__VA_ARGS__ }
#define XFKEY_ETHER(vals, member, key, ...) \
	{ XFKEY_MEMBER(XFKEY_MAC, vals, member, key), ##__VA_ARGS__ }

/**
 * xfkeys_parse() - read, check and store one key
 * @key: description
 * @text: what the store has, NULL when the key is absent
 * @values: struct that @key.offset counts in
 *
 * On error the member keeps its preset (numbers) or is empty.
 * Context: any; pure.
 * Return: 0; -ENOENT when a required key is absent; -EINVAL when one is
 * malformed; -ERANGE when out of range, too long or not a power of two.
 */
int xfkeys_parse(const struct xfkey *key, const char *text, void *values);

/**
 * xfkeys_format() - text of one key for the store
 * @key: description
 * @values: struct that holds the value
 * @text: filled, always terminated
 * @size: of @text
 *
 * Return: 0 or -ENOSPC.
 */
int xfkeys_format(const struct xfkey *key, const void *values, char *text,
		  size_t size);

/* Largest text that xfkeys_format() makes of a number, bool or MAC address. */
#define XFKEYS_TEXT_MAX	24

/**
 * xfkeys_number() - unsigned number from text that nobody vouches for
 * @text: terminated; blanks around the number are allowed, nothing else
 * @value: filled on success only
 *
 * Return: 0, -EINVAL, -ERANGE beyond 64 bits.
 */
int xfkeys_number(const char *text, u64 *value);

#endif /* XENFRONT_KEYS_H */

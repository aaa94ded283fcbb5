// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading, checking and writing negotiated keys as a table describes them.
 *
 * Pure; whoever has the text calls. See <xenfront/keys.h>.
 */
#include "keys_env.h"

static int digit(char c, unsigned int base)
{
	int value = hex_to_bin(c);

	return value >= 0 && value < base ? value : -1;
}

static const char *digits(const char *text, unsigned int base, u64 *value)
{
	u64 sum = 0;
	int d;

	for (; (d = digit(*text, base)) >= 0; text++) {
		if (sum > (U64_MAX - d) / base)
			return NULL;
		sum = sum * base + d;
	}
	*value = sum;
	return text;
}

int xfkeys_number(const char *text, u64 *value)
{
	unsigned int base = 10;
	const char *start, *end;
	u64 sum;

	while (isspace(*text))
		text++;
	if (text[0] == '0' && (text[1] | 0x20) == 'x') {
		base = 16;
		text += 2;
	}
	start = text;
	end = digits(start, base, &sum);
	if (!end)
		return -ERANGE;
	if (end == start)
		return -EINVAL;
	while (isspace(*end))
		end++;
	if (*end)
		return -EINVAL;
	*value = sum;
	return 0;
}
EXPORT_SYMBOL_GPL(xfkeys_number);

/* A member of a size other than these is a mistake in the table: nothing fits. */
static u64 member_max(const struct xfkey *key)
{
	switch (key->size) {
	case sizeof(u8):
	case sizeof(u16):
	case sizeof(u32):
		return (1ULL << (8 * key->size)) - 1;
	case sizeof(u64):
		return U64_MAX;
	}
	return 0;
}

static void store_number(const struct xfkey *key, void *values, u64 number)
{
	void *member = values + key->offset;

	switch (key->size) {
	case sizeof(u8):
		*(u8 *)member = number;
		break;
	case sizeof(u16):
		put_unaligned((u16)number, (u16 *)member);
		break;
	case sizeof(u32):
		put_unaligned((u32)number, (u32 *)member);
		break;
	case sizeof(u64):
		put_unaligned(number, (u64 *)member);
		break;
	}
}

static u64 load_number(const struct xfkey *key, const void *values)
{
	const void *member = values + key->offset;

	switch (key->size) {
	case sizeof(u8):
		return *(const u8 *)member;
	case sizeof(u16):
		return get_unaligned((const u16 *)member);
	case sizeof(u32):
		return get_unaligned((const u32 *)member);
	case sizeof(u64):
		return get_unaligned((const u64 *)member);
	}
	return 0;
}

static int check_number(const struct xfkey *key, u64 *number)
{
	u64 max = key->max ?: member_max(key);
	u64 n = *number;

	if (!(key->flags & XFKEY_CLAMP)) {
		if (n < key->min || n > max || n > member_max(key))
			return -ERANGE;
		if ((key->flags & XFKEY_POW2) && !is_power_of_2(n))
			return -ERANGE;
		return 0;
	}
	if (n < key->min)
		n = key->min;
	if (n > max)
		n = max;
	if ((key->flags & XFKEY_POW2) && n)
		n = 1ULL << ilog2(n);
	/* Rounded down below the smallest: no power of two lies in between. */
	if (n < key->min || n > member_max(key))
		return -ERANGE;
	*number = n;
	return 0;
}

static int parse_number(const struct xfkey *key, const char *text, void *values)
{
	u64 number;
	int err;

	err = xfkeys_number(text, &number);
	if (err == -ERANGE && (key->flags & XFKEY_CLAMP)) {
		number = U64_MAX;
		err = 0;
	}
	if (err)
		return err;
	err = check_number(key, &number);
	if (!err)
		store_number(key, values, number);
	return err;
}

static int parse_bool(const struct xfkey *key, const char *text, void *values)
{
	u64 number;
	int err = xfkeys_number(text, &number);

	if (!err)
		*(bool *)(values + key->offset) = number != 0;
	return err;
}

static int parse_text(const struct xfkey *key, const char *text, void *values)
{
	size_t len = strlen(text);
	size_t i;

	if (len >= key->size)
		return -ERANGE;
	for (i = 0; i < len; i++)
		if (!isprint(text[i]))
			return -EINVAL;
	memcpy(values + key->offset, text, len + 1);
	return 0;
}

/* Exactly "xx:xx:xx:xx:xx:xx". */
static int parse_mac(const struct xfkey *key, const char *text, void *values)
{
	u8 mac[6];
	int hi, lo;
	int i;

	if (key->size != sizeof(mac))
		return -EINVAL;
	for (i = 0; i < sizeof(mac); i++, text += 3) {
		hi = digit(text[0], 16);
		lo = hi < 0 ? -1 : digit(text[1], 16);
		if (lo < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return -EINVAL;
		mac[i] = hi << 4 | lo;
	}
	memcpy(values + key->offset, mac, sizeof(mac));
	return 0;
}

static void preset(const struct xfkey *key, void *values)
{
	if (key->type == XFKEY_NUMBER)
		store_number(key, values, key->preset);
	else if (key->type == XFKEY_BOOL)
		*(bool *)(values + key->offset) = key->preset != 0;
	else
		memset(values + key->offset, 0, key->size);
}

static int parse(const struct xfkey *key, const char *text, void *values)
{
	switch (key->type) {
	case XFKEY_NUMBER:
		return parse_number(key, text, values);
	case XFKEY_BOOL:
		return parse_bool(key, text, values);
	case XFKEY_TEXT:
		return parse_text(key, text, values);
	case XFKEY_MAC:
		return parse_mac(key, text, values);
	}
	return -EINVAL;
}

int xfkeys_parse(const struct xfkey *key, const char *text, void *values)
{
	int err;

	preset(key, values);
	if (!text)
		return key->flags & XFKEY_REQUIRED ? -ENOENT : 0;
	err = parse(key, text, values);
	/* Nonsense in a key that may be absent counts as absent. */
	if (err == -EINVAL && !(key->flags & XFKEY_REQUIRED))
		err = 0;
	return err;
}
EXPORT_SYMBOL_GPL(xfkeys_parse);

int xfkeys_format(const struct xfkey *key, const void *values, char *text,
		  size_t size)
{
	const void *member = values + key->offset;
	const u8 *mac = member;
	int len = 0;

	switch (key->type) {
	case XFKEY_NUMBER:
		len = snprintf(text, size, "%llu", load_number(key, values));
		break;
	case XFKEY_BOOL:
		len = snprintf(text, size, "%d", *(const bool *)member);
		break;
	case XFKEY_TEXT:
		len = snprintf(text, size, "%.*s", (int)key->size,
			       (const char *)member);
		break;
	case XFKEY_MAC:
		len = snprintf(text, size, "%02x:%02x:%02x:%02x:%02x:%02x",
			       mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
		break;
	}
	return len < size ? 0 : -ENOSPC;
}
EXPORT_SYMBOL_GPL(xfkeys_format);

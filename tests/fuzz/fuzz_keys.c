// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any text for any key of any table: the member stays within its bounds and its
 * neighbours as they were, and what was read is written and read the same.
 */
#include "tests/host/keys_env.h"
#include "drivers/xenfront/core/keys.c"
#include "tests/fuzz/fuzz.h"

#define GUARD	0x5a

struct values {
	u64 before;
	u8 member[16];
	u64 after;
};

static struct xfkey any_key(void)
{
	static const u16 number_sizes[] = { 1, 2, 4, 8 };
	static const u16 sizes[] = { 0, sizeof(bool), 16, 6 };
	struct xfkey key = {
		.name = "any",
		.type = fuzz_byte() % 4,
		.flags = fuzz_byte() % 8,
		.offset = offsetof(struct values, member),
		.min = fuzz_byte(),
	};

	key.size = key.type == XFKEY_NUMBER ? number_sizes[fuzz_byte() % 4] :
					      sizes[key.type];
	key.max = fuzz_byte() % 2 ? 0 : key.min + fuzz_byte();
	key.preset = key.min;
	return key;
}

static void check_number_read(const struct xfkey *key, const struct values *v)
{
	u64 number = load_number(key, v);

	FUZZ_ASSERT(number >= key->min);
	FUZZ_ASSERT(number <= (key->max ?: member_max(key)));
	/* The preset is the table's own business. */
	if ((key->flags & XFKEY_POW2) && number != key->preset)
		FUZZ_ASSERT(is_power_of_2(number));
}

static void check_again(const struct xfkey *key, const struct values *v)
{
	struct xfkey same = *key;
	struct values again = *v;
	char text[128];

	same.preset = 0;
	same.flags |= XFKEY_REQUIRED;
	if (key->type == XFKEY_NUMBER && load_number(key, v) == key->preset)
		return;
	FUZZ_ASSERT(!xfkeys_format(key, v, text, sizeof(text)));
	FUZZ_ASSERT(!xfkeys_parse(&same, text, &again));
	FUZZ_ASSERT(key->type == XFKEY_TEXT ?
		    !strcmp((char *)again.member, (const char *)v->member) :
		    !memcmp(&again, v, sizeof(again)));
}

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len)
{
	struct values v;
	struct xfkey key;
	char *text;
	int err;

	fuzz_start(input, len);
	key = any_key();
	text = strndup((const char *)fuzz_at, fuzz_left);
	memset(&v, GUARD, sizeof(v));
	err = xfkeys_parse(&key, text, &v);
	FUZZ_ASSERT(err <= 0);
	FUZZ_ASSERT(!memcmp(&v.before, &v.after, sizeof(v.after)));
	FUZZ_ASSERT((u8)v.after == GUARD && v.member[15] == (key.size == 16 ?
			v.member[15] : GUARD));
	if (!err && key.type == XFKEY_NUMBER)
		check_number_read(&key, &v);
	if (!err)
		check_again(&key, &v);
	free(text);
	return 0;
}

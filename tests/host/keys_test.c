// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negotiated keys: numbers at and beyond their bounds, presets, texts and MAC
 * addresses, and that a member's neighbours are never touched.
 */
#include "keys_env.h"
#include "drivers/xenfront/core/keys.c"

#define GUARD	0xa5

struct values {
	u8 before;
	u8 n8;
	u8 between;
	u16 n16;
	u32 n32;
	u64 n64;
	bool flag;
	char text[6];
	u8 mac[6];
	u8 after;
} __attribute__((packed));

#define V	struct values

static const struct {
	struct xfkey key;
	const char *text;
	int err;
	u64 value;
} rows[] = {
	{ XFKEY_NUM(V, n32, "plain"), "42", 0, 42 },
	{ XFKEY_NUM(V, n32, "hexadecimal"), "0x2A", 0, 42 },
	{ XFKEY_NUM(V, n32, "blanks"), " 42\n", 0, 42 },
	{ XFKEY_NUM(V, n32, "absent", .preset = 7), NULL, 0, 7 },
	{ XFKEY_NUM(V, n32, "empty", .preset = 7), "", 0, 7 },
	{ XFKEY_NUM(V, n32, "words", .preset = 7), "many", 0, 7 },
	{ XFKEY_NUM(V, n32, "tail", .preset = 7), "42x", 0, 7 },
	{ XFKEY_NUM(V, n32, "two", .preset = 7), "4 2", 0, 7 },
	{ XFKEY_NUM(V, n32, "minus", .preset = 7), "-1", 0, 7 },
	{ XFKEY_NUM(V, n32, "only 0x", .preset = 7), "0x", 0, 7 },
	{ XFKEY_NUM(V, n32, "needed", .flags = XFKEY_REQUIRED), NULL, -ENOENT, 0 },
	{ XFKEY_NUM(V, n32, "needed", .flags = XFKEY_REQUIRED), "x", -EINVAL, 0 },
	{ XFKEY_NUM(V, n8, "u8 max"), "255", 0, 255 },
	{ XFKEY_NUM(V, n8, "u8 over"), "256", -ERANGE, 0 },
	{ XFKEY_NUM(V, n8, "u8 clamp", .flags = XFKEY_CLAMP), "256", 0, 255 },
	{ XFKEY_NUM(V, n16, "u16 over"), "65536", -ERANGE, 0 },
	{ XFKEY_NUM(V, n16, "u16 64k", .preset = 512), "4294967808", -ERANGE, 512 },
	{ XFKEY_NUM(V, n32, "u32 over"), "4294967296", -ERANGE, 0 },
	{ XFKEY_NUM(V, n64, "u64 max"), "18446744073709551615", 0, U64_MAX },
	{ XFKEY_NUM(V, n64, "u64 over"), "18446744073709551616", -ERANGE, 0 },
	{ XFKEY_NUM(V, n64, "u64 clamp", .flags = XFKEY_CLAMP),
	  "99999999999999999999", 0, U64_MAX },
	{ XFKEY_NUM(V, n32, "low", .min = 5, .preset = 5), "4", -ERANGE, 5 },
	{ XFKEY_NUM(V, n32, "low", .min = 5, .flags = XFKEY_CLAMP), "4", 0, 5 },
	{ XFKEY_NUM(V, n32, "high", .max = 9, .flags = XFKEY_CLAMP), "10", 0, 9 },
	{ XFKEY_NUM(V, n32, "high", .max = 9, .preset = 1), "10", -ERANGE, 1 },
	{ XFKEY_NUM(V, n32, "power", .flags = XFKEY_POW2), "4096", 0, 4096 },
	{ XFKEY_NUM(V, n32, "no power", .flags = XFKEY_POW2), "4095", -ERANGE, 0 },
	{ XFKEY_NUM(V, n32, "zero", .flags = XFKEY_POW2), "0", -ERANGE, 0 },
	{ XFKEY_NUM(V, n32, "round", .flags = XFKEY_POW2 | XFKEY_CLAMP), "4095", 0, 2048 },
	{ XFKEY_NUM(V, n32, "round", .flags = XFKEY_POW2 | XFKEY_CLAMP, .max = 20),
	  "4294967296000", 0, 16 },
	{ XFKEY_NUM(V, n32, "no power between", .flags = XFKEY_POW2 | XFKEY_CLAMP,
		    .min = 5, .max = 7, .preset = 1), "6", -ERANGE, 1 },
	{ XFKEY_FLAG(V, flag, "off"), "0", 0, 0 },
	{ XFKEY_FLAG(V, flag, "on"), "1", 0, 1 },
	{ XFKEY_FLAG(V, flag, "on too"), "256", 0, 1 },
	{ XFKEY_FLAG(V, flag, "absent", .preset = 1), NULL, 0, 1 },
	{ XFKEY_FLAG(V, flag, "nonsense", .preset = 1), "yes", 0, 1 },
};

static bool guarded(const struct values *v)
{
	return v->before == GUARD && v->between == GUARD && v->after == GUARD;
}

static void fresh(struct values *v)
{
	memset(v, GUARD, sizeof(*v));
}

static bool row_holds(size_t i)
{
	const struct xfkey *key = &rows[i].key;
	struct values v;
	u64 value;
	int err;

	fresh(&v);
	err = xfkeys_parse(key, rows[i].text, &v);
	value = key->type == XFKEY_BOOL ? v.flag : load_number(key, &v);
	if (err == rows[i].err && value == rows[i].value && guarded(&v))
		return true;
	printf("# %s \"%s\": %d, %llu\n", key->name, rows[i].text ?: "-", err,
	       (unsigned long long)value);
	return false;
}

static bool numbers(void)
{
	bool good = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		good &= row_holds(i);
	return good;
}

static bool texts(void)
{
	static const struct xfkey key = XFKEY_STRING(V, text, "t");
	static const struct xfkey need =
		XFKEY_STRING(V, text, "t", .flags = XFKEY_REQUIRED);
	struct values v;

	fresh(&v);
	return !xfkeys_parse(&key, "12345", &v) && !strcmp(v.text, "12345") &&
	       xfkeys_parse(&key, "123456", &v) == -ERANGE && !v.text[0] &&
	       !xfkeys_parse(&key, "a\nb", &v) && !v.text[0] &&
	       xfkeys_parse(&need, "a\x80", &v) == -EINVAL && !v.text[0] &&
	       xfkeys_parse(&need, NULL, &v) == -ENOENT && guarded(&v);
}

static bool macs(void)
{
	static const struct xfkey key =
		XFKEY_ETHER(V, mac, "mac", .flags = XFKEY_REQUIRED);
	static const u8 want[6] = { 0x00, 0x16, 0x3e, 0x0a, 0xBC, 0xff };
	static const char *const bad[] = {
		"", "00", "00:16:3e:0a:bc", "00:16:3e:0a:bc:ff:00",
		"00:16:3e:0a:bc:f", "00:16:3e:0a:bc:fg", "00-16-3e-0a-bc-ff",
		"0:16:3e:0a:bc:ff", "00:16:3e:0a:bc:ff ",
	};
	struct values v;
	size_t i;

	fresh(&v);
	if (xfkeys_parse(&key, "00:16:3e:0a:Bc:FF", &v) ||
	    memcmp(v.mac, want, sizeof(want)))
		return false;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		if (xfkeys_parse(&key, bad[i], &v) != -EINVAL)
			return false;
	return guarded(&v);
}

static bool formats(const struct xfkey *key, const struct values *v,
		    const char *want)
{
	char text[XFKEYS_TEXT_MAX];
	char tight[XFKEYS_TEXT_MAX];

	return !xfkeys_format(key, v, text, sizeof(text)) &&
	       !strcmp(text, want) &&
	       xfkeys_format(key, v, tight, strlen(want)) == -ENOSPC &&
	       !xfkeys_format(key, v, tight, strlen(want) + 1);
}

static bool written(void)
{
	static const struct xfkey n8 = XFKEY_NUM(V, n8, "n8");
	static const struct xfkey n64 = XFKEY_NUM(V, n64, "n64");
	static const struct xfkey flag = XFKEY_FLAG(V, flag, "flag");
	static const struct xfkey text = XFKEY_STRING(V, text, "text");
	static const struct xfkey mac = XFKEY_ETHER(V, mac, "mac");
	struct values v = {
		.n8 = 255, .n64 = U64_MAX, .flag = true, .text = "eth0",
		.mac = { 0, 0x16, 0x3e, 1, 2, 0xfe },
	};

	return formats(&n8, &v, "255") &&
	       formats(&n64, &v, "18446744073709551615") &&
	       formats(&flag, &v, "1") && formats(&text, &v, "eth0") &&
	       formats(&mac, &v, "00:16:3e:01:02:fe");
}

int main(void)
{
	host_report("keys", "numbers and flags", numbers());
	host_report("keys", "texts", texts());
	host_report("keys", "MAC addresses", macs());
	host_report("keys", "written form", written());
	return host_failures != 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Negotiated keys as built. Bounds are checked in full on the host.
 */
#include <kunit/test.h>
#include <linux/limits.h>
#include <xenfront/keys.h>

struct values {
	u16 size;
	u64 sectors;
	bool flag;
	char name[8];
	u8 mac[6];
};

static const struct xfkey size_key =
	XFKEY_NUM(struct values, size, "size", .flags = XFKEY_POW2, .min = 512,
		  .max = 4096, .preset = 512);
static const struct xfkey sectors_key =
	XFKEY_NUM(struct values, sectors, "sectors", .flags = XFKEY_REQUIRED,
		  .min = 1, .max = S64_MAX >> 9);
static const struct xfkey mac_key = XFKEY_ETHER(struct values, mac, "mac");

static void keys_numbers(struct kunit *test)
{
	struct values v = { 0 };

	KUNIT_EXPECT_EQ(test, 0, xfkeys_parse(&size_key, "4096", &v));
	KUNIT_EXPECT_EQ(test, v.size, 4096);
	KUNIT_EXPECT_EQ(test, 0, xfkeys_parse(&size_key, NULL, &v));
	KUNIT_EXPECT_EQ(test, v.size, 512);
	KUNIT_EXPECT_EQ(test, -ERANGE, xfkeys_parse(&size_key, "1000", &v));
	/* 512 modulo 2^16: no truncation makes it fit. */
	KUNIT_EXPECT_EQ(test, -ERANGE, xfkeys_parse(&size_key, "66048", &v));
}

static void keys_required(struct kunit *test)
{
	struct values v = { 0 };

	KUNIT_EXPECT_EQ(test, -ENOENT, xfkeys_parse(&sectors_key, NULL, &v));
	KUNIT_EXPECT_EQ(test, -EINVAL, xfkeys_parse(&sectors_key, "lots", &v));
	KUNIT_EXPECT_EQ(test, -ERANGE, xfkeys_parse(&sectors_key, "0", &v));
	KUNIT_EXPECT_EQ(test, -ERANGE,
			xfkeys_parse(&sectors_key, "18446744073709551616", &v));
	KUNIT_EXPECT_EQ(test, 0, xfkeys_parse(&sectors_key, "8", &v));
	KUNIT_EXPECT_EQ(test, v.sectors, 8);
}

static void keys_mac(struct kunit *test)
{
	static const u8 want[6] = { 0x00, 0x16, 0x3e, 0xaa, 0xbb, 0xcc };
	struct values v = { 0 };
	char text[XFKEYS_TEXT_MAX];

	KUNIT_EXPECT_EQ(test, 0, xfkeys_parse(&mac_key, "00:16:3E:aa:bb:cc", &v));
	KUNIT_EXPECT_MEMEQ(test, v.mac, want, sizeof(want));
	KUNIT_EXPECT_EQ(test, 0, xfkeys_format(&mac_key, &v, text, sizeof(text)));
	KUNIT_EXPECT_STREQ(test, text, "00:16:3e:aa:bb:cc");
}

static struct kunit_case keys_cases[] = {
	KUNIT_CASE(keys_numbers),
	KUNIT_CASE(keys_required),
	KUNIT_CASE(keys_mac),
	{}
};

static struct kunit_suite keys_suite = {
	.name = "xfront_keys",
	.test_cases = keys_cases,
};
kunit_test_suite(keys_suite);

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of the store as built. Cuts and hostile streams are covered on the
 * host.
 */
#include <kunit/test.h>
#include <linux/string.h>
#include "../core/store_wire.h"

static void wire_reply(struct kunit *test)
{
	static const char value[] = "51712";
	struct xsd_sockmsg header = { XS_READ, 3, 0, sizeof(value) - 1 };
	struct xfwire_rx *rx;
	u32 room;

	rx = kunit_kzalloc(test, sizeof(*rx), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rx);
	memcpy(xfwire_rx_space(rx, &room), &header, sizeof(header));
	KUNIT_EXPECT_EQ(test, room, sizeof(header));
	KUNIT_EXPECT_EQ(test, 0, xfwire_rx_filled(rx, room));
	memcpy(xfwire_rx_space(rx, &room), value, sizeof(value) - 1);
	KUNIT_EXPECT_EQ(test, room, sizeof(value) - 1);
	KUNIT_EXPECT_EQ(test, 1, xfwire_rx_filled(rx, room));
	KUNIT_EXPECT_STREQ(test, rx->body, value);
	KUNIT_EXPECT_EQ(test, 0,
			xfwire_reply_error(&rx->header, rx->body, XS_READ));
}

static void wire_oversize(struct kunit *test)
{
	struct xsd_sockmsg header = { XS_READ, 3, 0, XENSTORE_PAYLOAD_MAX + 1 };
	struct xfwire_rx *rx;
	u32 room;

	rx = kunit_kzalloc(test, sizeof(*rx), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, rx);
	memcpy(xfwire_rx_space(rx, &room), &header, sizeof(header));
	KUNIT_EXPECT_EQ(test, -EPROTO, xfwire_rx_filled(rx, room));
}

static void wire_errors(struct kunit *test)
{
	struct xsd_sockmsg header = { XS_ERROR, 3, 0, 7 };

	KUNIT_EXPECT_EQ(test, -ENOENT,
			xfwire_reply_error(&header, "ENOENT", XS_READ));
	KUNIT_EXPECT_EQ(test, -EIO,
			xfwire_reply_error(&header, "nonsense", XS_READ));
}

static void wire_paths(struct kunit *test)
{
	char path[64];

	KUNIT_EXPECT_EQ(test, 12, xfwire_path(path, sizeof(path), "device/vbd", "1"));
	KUNIT_EXPECT_STREQ(test, path, "device/vbd/1");
	KUNIT_EXPECT_EQ(test, -EINVAL, xfwire_path(path, sizeof(path), "a b", ""));
}

static struct kunit_case wire_cases[] = {
	KUNIT_CASE(wire_reply),
	KUNIT_CASE(wire_oversize),
	KUNIT_CASE(wire_errors),
	KUNIT_CASE(wire_paths),
	{}
};

static struct kunit_suite wire_suite = {
	.name = "xfront_store_wire",
	.test_cases = wire_cases,
};
kunit_test_suite(wire_suite);

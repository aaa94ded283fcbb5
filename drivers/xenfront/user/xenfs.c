// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file system xenfs, for /proc/xen: where programs look first to see that this is
 * a Xen domain, and where old ones find the store.
 */
#include <linux/fs.h>
#include <linux/fs_context.h>
#include <linux/init.h>
#include <linux/magic.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/string.h>
#include <xpv/domain.h>
#include "user.h"

/* What this domain may do; an ordinary one nothing. */
static ssize_t capabilities_read(struct file *file, char __user *buf, size_t count,
				 loff_t *pos)
{
	const char *text = xpv_domain_initial() ? "control_d\n" : "";

	return simple_read_from_buffer(buf, count, pos, text, strlen(text));
}

static const struct file_operations capabilities_fops = {
	.llseek = default_llseek,
	.read = capabilities_read,
};

/* The first two inode numbers are the root's and nobody's. */
static const struct tree_descr xenfs_files[] = {
	[2] = { "capabilities", &capabilities_fops, 0444 },
	[3] = { "xenbus", &xfuser_xenbus_fops, 0600 },
	[4] = { "" },
};

static int xenfs_fill(struct super_block *sb, struct fs_context *fc)
{
	return simple_fill_super(sb, XENFS_SUPER_MAGIC, xenfs_files);
}

/* All mounts show the same. */
static int xenfs_mount(struct fs_context *fc)
{
	return get_tree_single(fc, xenfs_fill);
}

static int xenfs_begin(struct fs_context *fc)
{
	static const struct fs_context_operations ops = {
		.get_tree = xenfs_mount,
	};

	fc->ops = &ops;
	return 0;
}

static struct file_system_type xenfs_type = {
	.name = "xenfs",
	.init_fs_context = xenfs_begin,
	.owner = THIS_MODULE,
	.kill_sb = kill_litter_super,
};

static int __init xenfs_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return 0;
	err = register_filesystem(&xenfs_type);
	if (!err && !proc_create_mount_point("xen"))
		pr_warn("xen user: no /proc/xen to mount xenfs on\n");
	return err;
}
device_initcall(xenfs_init);

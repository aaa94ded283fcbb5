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
	.read = capabilities_read,
	.llseek = default_llseek,
};

static int xenfs_fill(struct super_block *sb, struct fs_context *fc)
{
	static const struct tree_descr files[] = {
		[2] = { "capabilities", &capabilities_fops, 0444 },
		{ "xenbus", &xfuser_xenbus_fops, 0600 },
		{ "" },
	};

	return simple_fill_super(sb, XENFS_SUPER_MAGIC, files);
}

static int xenfs_get_tree(struct fs_context *fc)
{
	return get_tree_single(fc, xenfs_fill);
}

static const struct fs_context_operations xenfs_context_ops = {
	.get_tree = xenfs_get_tree,
};

static int xenfs_init_context(struct fs_context *fc)
{
	fc->ops = &xenfs_context_ops;
	return 0;
}

static struct file_system_type xenfs_type = {
	.owner = THIS_MODULE,
	.name = "xenfs",
	.init_fs_context = xenfs_init_context,
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

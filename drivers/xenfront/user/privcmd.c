// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/privcmd: hypercalls by a program, as Debian's libxencall makes them.
 *
 * Whoever may open it may do to this guest what the kernel may; so it is for root, and
 * not for a locked-down kernel. What it may do beyond the guest is Xen's to decide.
 * Mapping memory of other domains is for privileged ones and not offered here.
 *
 * ABI: uapi/xen/privcmd.h
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include <linux/security.h>
#include <linux/uaccess.h>
#include <uapi/xen/privcmd.h>
#include <xpv/domain.h>
#include <xpv/foreign.h>
#include <xpv/hcall.h>

/*
 * Xen reads and writes where the arguments point to, and takes no page fault of ours:
 * the program has locked its buffers, and no table of theirs may be parked meanwhile.
 */
static long privcmd_hypercall(void __user *arg)
{
	struct privcmd_hypercall op;
	long ret;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (mmap_write_lock_killable(current->mm))
		return -EINTR;
	xpv_foreign_hold();
	ret = xpv_hcall5(op.op, op.arg[0], op.arg[1], op.arg[2], op.arg[3], op.arg[4]);
	mmap_write_unlock(current->mm);
	return ret;
}

static long privcmd_ioctl(struct file *filp, unsigned int code, unsigned long arg)
{
	return code == IOCTL_PRIVCMD_HYPERCALL ? privcmd_hypercall((void __user *)arg) : -ENOTTY;
}

static int privcmd_open(struct inode *inode, struct file *filp)
{
	int err = security_locked_down(LOCKDOWN_XEN_USER_ACTIONS);

	return err ?: nonseekable_open(inode, filp);
}

static const struct file_operations privcmd_fops = {
	.owner = THIS_MODULE,
	.open = privcmd_open,
	.unlocked_ioctl = privcmd_ioctl,
};

static struct miscdevice privcmd_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/privcmd",
	.fops = &privcmd_fops,
	.mode = 0600,
};

static int __init user_privcmd_init(void)
{
	return xpv_domain_pv() ? misc_register(&privcmd_device) : 0;
}
device_initcall(user_privcmd_init);

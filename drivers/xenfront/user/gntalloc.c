// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntalloc: pages that a program shares with another domain.
 *
 * A share is one page and its grant reference. The file that made it has it until the
 * program gives it up or closes the file, each mapping of it until that is gone. With
 * the last of them goes the share: what the program has asked for then is done (a byte
 * cleared, an event sent), the grant ends, and the page is freed; where the other
 * domain still has it mapped, a worker frees it when that lets go.
 *
 * After a move to another domain the pages are there still, and granted to nobody.
 *
 * Lock: gntalloc_file.lock, within mmap_lock; so no user memory is touched under it.
 * ABI: uapi/xen/gntalloc.h
 */
#include <linux/fs.h>
#include <linux/highmem.h>
#include <linux/init.h>
#include <linux/kref.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>
#include <xen/interface/xen.h>
#include <uapi/xen/gntalloc.h>	/* after its domid_t */
#include <xpv/domain.h>
#include <xpv/gnttab.h>
#include "notify.h"

#define SHARES_MAX	1024	/* of a file */

/**
 * struct gntalloc_file - an open file
 * @lock: mutex, over all below
 * @shares: struct share by the page number of its offset
 * @count: of shares
 * @next: page number that no share has had
 */
struct gntalloc_file {
	struct mutex lock;
	struct xarray shares;
	unsigned int count;
	unsigned long next;
};

/**
 * struct share - a page and its grant
 * @refs: the file's, as long as it finds it, and one for each mapping
 * @page: set before anybody else sees it, as is @ref
 * @ref: granted
 * @notify: under the file's lock, and for whoever drops the last reference
 */
struct share {
	struct kref refs;
	struct page *page;
	xpv_gref_t ref;
	struct xfuser_notify notify;
};

/**
 * struct mapping - of shares in a program, and in those that have it by fork
 * @refs: VMAs
 * @count: of @shares; written once, as they are
 * @shares: a reference to each
 */
struct mapping {
	refcount_t refs;
	unsigned int count;
	struct share *shares[] __counted_by(count);
};

static void share_release(struct kref *refs)
{
	struct share *share = container_of(refs, struct share, refs);

	if (share->notify.action & UNMAP_NOTIFY_CLEAR_BYTE)
		memzero_page(share->page, share->notify.offset, 1);
	xfuser_notify_send(&share->notify);
	if (xpv_gnttab_revoke(share->ref)) {
		xpv_gnttab_put(&share->ref, 1);
		put_page(share->page);
	} else {
		xpv_gnttab_revoke_later(share->ref, share->page);
	}
	kfree(share);
}

static void share_put(struct share *share)
{
	kref_put(&share->refs, share_release);
}

static struct share *share_new(u16 domain, bool readonly)
{
	struct share *share = kzalloc(sizeof(*share), GFP_KERNEL_ACCOUNT);
	int err = -ENOMEM;

	if (!share)
		return ERR_PTR(-ENOMEM);
	kref_init(&share->refs);
	share->page = alloc_page(GFP_KERNEL_ACCOUNT | __GFP_ZERO);
	if (!share->page)
		goto err_free;
	err = xpv_gnttab_take(&share->ref, 1);
	if (err)
		goto err_page;
	xpv_gnttab_grant(share->ref, domain, xpv_page_mfn(share->page), readonly);
	return share;

err_page:
	put_page(share->page);
err_free:
	kfree(share);
	return ERR_PTR(err);
}

/* Under lock. The file gives them up; an index may have been given up before. */
static void drop_shares(struct gntalloc_file *file, unsigned long first, unsigned int count)
{
	struct share *share;
	unsigned int i;

	for (i = 0; i < count; i++) {
		share = xa_erase(&file->shares, first + i);
		if (!share)
			continue;
		file->count--;
		share_put(share);
	}
}

/* Under lock. Return: 0 with @count shares from file.next on, or errno with none. */
static int add_shares(struct gntalloc_file *file, const struct ioctl_gntalloc_alloc_gref *op)
{
	unsigned int i;
	int err;

	for (i = 0; i < op->count; i++) {
		struct share *share = share_new(op->domid, !(op->flags & GNTALLOC_FLAG_WRITABLE));

		if (IS_ERR(share)) {
			err = PTR_ERR(share);
			goto err_drop;
		}
		err = xa_err(xa_store(&file->shares, file->next + i, share, GFP_KERNEL_ACCOUNT));
		if (err) {
			share_put(share);
			goto err_drop;
		}
		file->count++;
	}
	return 0;

err_drop:
	drop_shares(file, file->next, i);
	return err;
}

/* Under lock. Shares from @first on, their references to @refs. Return: 0 or errno. */
static int alloc_shares(struct gntalloc_file *file, const struct ioctl_gntalloc_alloc_gref *op,
			unsigned long *first, u32 *refs)
{
	struct share *share;
	unsigned int i;
	int err;

	if (op->count > SHARES_MAX - file->count)
		return -ENOSPC;
	err = add_shares(file, op);
	if (err)
		return err;
	for (i = 0; i < op->count; i++) {
		share = xa_load(&file->shares, file->next + i);
		refs[i] = xpv_gref_number(share->ref);
	}
	*first = file->next;
	file->next += op->count;
	return 0;
}

/* @refs: room for the references, which the program is told without the lock. */
static long alloc_and_tell(struct gntalloc_file *file, const struct ioctl_gntalloc_alloc_gref *op,
			   struct ioctl_gntalloc_alloc_gref __user *user, u32 *refs)
{
	unsigned long first;
	int err;

	scoped_guard(mutex, &file->lock)
		err = alloc_shares(file, op, &first, refs);
	if (err)
		return err;
	if (put_user((u64)first << PAGE_SHIFT, &user->index) ||
	    copy_to_user(user->gref_ids_flex, refs, op->count * sizeof(*refs))) {
		guard(mutex)(&file->lock);
		drop_shares(file, first, op->count);
		return -EFAULT;
	}
	return 0;
}

static long gntalloc_alloc(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_alloc_gref __user *user = arg;
	struct ioctl_gntalloc_alloc_gref op;
	u32 *refs;
	long err;

	if (copy_from_user(&op, user, offsetof(typeof(op), gref_ids)))
		return -EFAULT;
	if (op.domid >= DOMID_FIRST_RESERVED || op.flags & ~GNTALLOC_FLAG_WRITABLE || !op.count)
		return -EINVAL;
	if (op.count > SHARES_MAX)
		return -ENOSPC;
	refs = kmalloc_array(op.count, sizeof(*refs), GFP_KERNEL_ACCOUNT);
	if (!refs)
		return -ENOMEM;
	err = alloc_and_tell(file, &op, user, refs);
	kfree(refs);
	return err;
}

static long gntalloc_dealloc(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_dealloc_gref op;
	unsigned long first;
	unsigned int i;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	first = op.index >> PAGE_SHIFT;
	if (offset_in_page(op.index) || op.count > SHARES_MAX)
		return -EINVAL;
	guard(mutex)(&file->lock);
	for (i = 0; i < op.count; i++)
		if (!xa_load(&file->shares, first + i))
			return -EINVAL;
	drop_shares(file, first, op.count);
	return 0;
}

static long gntalloc_set_notify(struct gntalloc_file *file, void __user *arg)
{
	struct ioctl_gntalloc_unmap_notify op;
	struct share *share;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	guard(mutex)(&file->lock);
	share = xa_load(&file->shares, op.index >> PAGE_SHIFT);
	if (!share)
		return -ENOENT;
	return xfuser_notify_set(&share->notify, op.action, offset_in_page(op.index),
				 op.event_channel_port);
}

static long gntalloc_ioctl(struct file *filp, unsigned int code, unsigned long arg)
{
	struct gntalloc_file *file = filp->private_data;
	void __user *user = (void __user *)arg;

	switch (code) {
	case IOCTL_GNTALLOC_ALLOC_GREF:
		return gntalloc_alloc(file, user);
	case IOCTL_GNTALLOC_DEALLOC_GREF:
		return gntalloc_dealloc(file, user);
	case IOCTL_GNTALLOC_SET_UNMAP_NOTIFY:
		return gntalloc_set_notify(file, user);
	default:
		return -ENOTTY;
	}
}

static void mapping_open(struct vm_area_struct *vma)
{
	struct mapping *mapping = vma->vm_private_data;

	refcount_inc(&mapping->refs);
}

/* The entries are gone by now: nobody here reaches the pages any more. */
static void mapping_close(struct vm_area_struct *vma)
{
	struct mapping *mapping = vma->vm_private_data;
	unsigned int i;

	if (!refcount_dec_and_test(&mapping->refs))
		return;
	for (i = 0; i < mapping->count; i++)
		share_put(mapping->shares[i]);
	kfree(mapping);
}

static int mapping_may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

static const struct vm_operations_struct mapping_ops = {
	.open = mapping_open,
	.close = mapping_close,
	.may_split = mapping_may_split,
};

/* Under lock. Return: with a reference to each share, or an error. */
static struct mapping *mapping_new(struct gntalloc_file *file, unsigned long first,
				   unsigned int count)
{
	struct mapping *mapping = kzalloc(struct_size(mapping, shares, count), GFP_KERNEL_ACCOUNT);
	unsigned int i;

	if (!mapping)
		return ERR_PTR(-ENOMEM);
	refcount_set(&mapping->refs, 1);
	mapping->count = count;
	for (i = 0; i < count; i++) {
		mapping->shares[i] = xa_load(&file->shares, first + i);
		if (!mapping->shares[i])
			goto err_put;
		kref_get(&mapping->shares[i]->refs);
	}
	return mapping;

err_put:
	while (i--)
		share_put(mapping->shares[i]);
	kfree(mapping);
	return ERR_PTR(-ENOENT);
}

static int gntalloc_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct gntalloc_file *file = filp->private_data;
	unsigned long addr = vma->vm_start;
	struct mapping *mapping;
	unsigned int i;
	int err;

	if (!(vma->vm_flags & VM_SHARED) || vma_pages(vma) > SHARES_MAX)
		return -EINVAL;
	mutex_lock(&file->lock);
	mapping = mapping_new(file, vma->vm_pgoff, vma_pages(vma));
	mutex_unlock(&file->lock);
	if (IS_ERR(mapping))
		return PTR_ERR(mapping);
	vm_flags_set(vma, VM_DONTEXPAND | VM_DONTDUMP);
	vma->vm_private_data = mapping;
	for (i = 0; i < mapping->count; i++, addr += PAGE_SIZE) {
		err = vm_insert_page(vma, addr, mapping->shares[i]->page);
		if (err) {
			mapping_close(vma);
			return err;
		}
	}
	vma->vm_ops = &mapping_ops;
	return 0;
}

static int gntalloc_open(struct inode *inode, struct file *filp)
{
	struct gntalloc_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->lock);
	xa_init(&file->shares);
	filp->private_data = file;
	return nonseekable_open(inode, filp);
}

static int gntalloc_release(struct inode *inode, struct file *filp)
{
	struct gntalloc_file *file = filp->private_data;
	struct share *share;
	unsigned long index;

	xa_for_each(&file->shares, index, share)
		share_put(share);
	xa_destroy(&file->shares);
	kfree(file);
	return 0;
}

static const struct file_operations gntalloc_fops = {
	.owner = THIS_MODULE,
	.open = gntalloc_open,
	.release = gntalloc_release,
	.mmap = gntalloc_mmap,
	.unlocked_ioctl = gntalloc_ioctl,
};

static struct miscdevice gntalloc_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/gntalloc",
	.fops = &gntalloc_fops,
	.mode = 0600,
};

static int __init user_gntalloc_init(void)
{
	return xpv_domain_pv() ? misc_register(&gntalloc_device) : 0;
}
device_initcall(user_gntalloc_init);

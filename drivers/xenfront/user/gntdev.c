// SPDX-License-Identifier: GPL-2.0-only
/*
 * /dev/xen/gntdev: pages that another domain has granted, for a program to map.
 *
 * A program names grants, gets an offset for them, and maps them there. Their entries
 * come and go as the memory management wants: what it is about to take away or change
 * is unmapped first (map_invalidate()), and mapped again when the program touches it
 * (map_fault()). So too over a save from which this domain goes on. In a new domain the
 * grants are nobody's any more: touching them is a bus error.
 *
 * With the mapping goes what the program has asked for then: a byte of the other
 * domain's page cleared, an event sent.
 *
 * Locks: mmap_lock > gntdev_file.lock > grant_map.lock > a table's own; mmap_lock >
 * maps_lock > grant_map.lock. So no user memory is touched under any of them; and no
 * memory is allocated under grant_map.lock, since reclaim may be what invalidates.
 * ABI: uapi/xen/gntdev.h
 */
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/mmu_notifier.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/xarray.h>
#include <xen/interface/xen.h>
#include <xen/interface/grant_table.h>
#include <uapi/xen/gntdev.h>	/* after its domid_t */
#include <xpv/domain.h>
#include <xpv/foreign.h>
#include <xenfront/suspend.h>
#include "gntcopy.h"
#include "notify.h"

#define PAGES_MAX	65536	/* of a mapping */

/**
 * struct gntdev_file - an open file
 * @lock: mutex, over all below
 * @maps: struct grant_map by the page number of its offset
 * @next: page number that no map has had
 */
struct gntdev_file {
	struct mutex lock;
	struct xarray maps;
	unsigned long next;
};

/**
 * struct grant_map - grants that are mapped together
 *
 * M: changes under the mmap_lock of @notifier's address space, held for writing; of the
 * VMAs that mremap makes and takes away, the first alone is ever touched by a program
 *
 * @refs: the file's, as long as it finds it, and one for each VMA
 * @node: in maps; under maps_lock
 * @lock: mutex
 * @notifier: in place while @claimed
 * @index: page number of its offset; constant once the file has it, as is @count
 * @count: of @pages
 * @vmas: M: how many VMAs there are
 * @claimed: a VMA has it; under @lock
 * @gone: this is a new domain; under @lock
 * @notify: under @lock
 * @pages: under @lock
 */
struct grant_map {
	struct kref refs;
	struct list_head node;
	struct mutex lock;
	struct mmu_interval_notifier notifier;
	unsigned long index;
	unsigned long count;
	unsigned int vmas;
	bool claimed;
	bool gone;
	struct xfuser_notify notify;
	struct xpv_foreign pages[] __counted_by(count);
};

static LIST_HEAD(maps);
static DEFINE_MUTEX(maps_lock);

static void map_release(struct kref *refs)
{
	struct grant_map *map = container_of(refs, struct grant_map, refs);

	mutex_lock(&maps_lock);
	list_del(&map->node);
	mutex_unlock(&maps_lock);
	kvfree(map);
}

static void map_put(struct grant_map *map)
{
	kref_put(&map->refs, map_release);
}

/* Under lock. Once: the pages have just been unmapped. */
static void map_notify(struct grant_map *map)
{
	const struct xpv_foreign *page = &map->pages[map->notify.offset >> PAGE_SHIFT];

	if (map->notify.action & UNMAP_NOTIFY_CLEAR_BYTE)
		xfuser_gntcopy_clear_byte(page->domain, page->ref,
					  offset_in_page(map->notify.offset));
	xfuser_notify_send(&map->notify);
	map->notify.action = 0;
}

static bool map_invalidate(struct mmu_interval_notifier *notifier,
			   const struct mmu_notifier_range *range, unsigned long seq)
{
	struct grant_map *map = container_of(notifier, struct grant_map, notifier);
	unsigned long base = notifier->interval_tree.start;
	unsigned long start = max(range->start, base);
	unsigned long end = min(range->end, base + map->count * PAGE_SIZE);

	if (mmu_notifier_range_blockable(range))
		mutex_lock(&map->lock);
	else if (!mutex_trylock(&map->lock))
		return false;
	mmu_interval_set_seq(notifier, seq);
	xpv_foreign_unmap(&map->pages[(start - base) >> PAGE_SHIFT], (end - start) >> PAGE_SHIFT);
	mutex_unlock(&map->lock);
	return true;
}

static const struct mmu_interval_notifier_ops map_notifier_ops = {
	.invalidate = map_invalidate,
};

/* Under lock, in no invalidation. */
static int map_one(struct grant_map *map, struct vm_area_struct *vma, unsigned long i)
{
	struct xpv_foreign *page = &map->pages[i];

	if (map->gone)
		return -ENOENT;
	if (page->mapped)
		return 0;
	return xpv_foreign_map(vma->vm_mm, vma->vm_start + i * PAGE_SIZE, page, 1,
			       !(vma->vm_flags & VM_WRITE));
}

/* A page that had to go, as it seemed: the program still wants it. */
static vm_fault_t map_fault(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	struct grant_map *map = vma->vm_private_data;
	unsigned long seq;
	bool done;
	int err;

	err = xpv_foreign_prepare(vma->vm_mm, vmf->address, 1);
	if (err)
		return VM_FAULT_OOM;
	do {
		seq = mmu_interval_read_begin(&map->notifier);
		mutex_lock(&map->lock);
		done = !mmu_interval_read_retry(&map->notifier, seq);
		if (done)
			err = map_one(map, vma, vmf->pgoff - map->index);
		mutex_unlock(&map->lock);
	} while (!done);
	return err ? VM_FAULT_SIGBUS : VM_FAULT_NOPAGE;
}

static void map_open(struct vm_area_struct *vma)
{
	struct grant_map *map = vma->vm_private_data;

	map->vmas++;
	kref_get(&map->refs);
}

/* Undo map_enter(). Unmaps what a fault may have mapped since it was invalidated last. */
static void map_leave(struct grant_map *map)
{
	mmu_interval_notifier_remove(&map->notifier);
	mutex_lock(&map->lock);
	xpv_foreign_unmap(map->pages, map->count);
	map_notify(map);
	map->claimed = false;
	mutex_unlock(&map->lock);
}

static void map_close(struct vm_area_struct *vma)
{
	struct grant_map *map = vma->vm_private_data;

	if (!--map->vmas)
		map_leave(map);
	map_put(map);
}

static int map_may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return -EINVAL;
}

/* Its notifier stays where it is, and so does the mapping. */
static int map_mremap(struct vm_area_struct *vma)
{
	return -EINVAL;
}

static const struct vm_operations_struct map_ops = {
	.open = map_open,
	.close = map_close,
	.may_split = map_may_split,
	.mremap = map_mremap,
	.fault = map_fault,
};

static int map_claim(struct grant_map *map)
{
	guard(mutex)(&map->lock);
	if (map->claimed)
		return -EBUSY;
	if (map->gone)
		return -ENOENT;
	map->claimed = true;
	return 0;
}

static void map_unclaim(struct grant_map *map)
{
	mutex_lock(&map->lock);
	map->claimed = false;
	mutex_unlock(&map->lock);
}

/* All at once, so that a grant that is not there fails here, not at a touch. */
static int map_enter(struct grant_map *map, struct vm_area_struct *vma)
{
	unsigned long size = map->count * PAGE_SIZE;
	int err = map_claim(map);

	if (err)
		return err;
	err = mmu_interval_notifier_insert_locked(&map->notifier, vma->vm_mm, vma->vm_start,
						  size, &map_notifier_ops);
	if (err)
		goto err_unclaim;
	err = xpv_foreign_prepare(vma->vm_mm, vma->vm_start, map->count);
	if (err)
		goto err_remove;
	mutex_lock(&map->lock);
	err = xpv_foreign_map(vma->vm_mm, vma->vm_start, map->pages, map->count,
			      !(vma->vm_flags & VM_WRITE));
	if (err)
		xpv_foreign_unmap(map->pages, map->count);
	mutex_unlock(&map->lock);
	if (err)
		goto err_remove;
	return 0;

err_remove:
	mmu_interval_notifier_remove(&map->notifier);
err_unclaim:
	map_unclaim(map);
	return err;
}

/* Under the file's lock. */
static struct grant_map *find_map(struct gntdev_file *file, unsigned long index,
				  unsigned long count)
{
	struct grant_map *map = xa_load(&file->maps, index);

	return map && map->count == count ? map : NULL;
}

static int gntdev_mmap(struct file *filp, struct vm_area_struct *vma)
{
	struct gntdev_file *file = filp->private_data;
	struct grant_map *map;
	int err;

	if (!(vma->vm_flags & VM_SHARED) || !(vma->vm_flags & VM_READ))
		return -EINVAL;
	mutex_lock(&file->lock);
	map = find_map(file, vma->vm_pgoff, vma_pages(vma));
	if (map)
		kref_get(&map->refs);
	mutex_unlock(&file->lock);
	if (!map)
		return -ENOENT;
	vm_flags_set(vma, VM_PFNMAP | VM_DONTEXPAND | VM_DONTDUMP | VM_DONTCOPY);
	vm_flags_clear(vma, VM_MAYEXEC);
	err = map_enter(map, vma);
	if (err) {
		map_put(map);
		return err;
	}
	map->vmas = 1;
	vma->vm_private_data = map;
	vma->vm_ops = &map_ops;
	return 0;
}

static int read_refs(struct grant_map *map, const struct ioctl_gntdev_grant_ref __user *from)
{
	struct ioctl_gntdev_grant_ref grant;
	unsigned long i;

	for (i = 0; i < map->count; i++) {
		if (copy_from_user(&grant, from + i, sizeof(grant)))
			return -EFAULT;
		if (grant.domid >= DOMID_FIRST_RESERVED)
			return -EINVAL;
		map->pages[i].domain = grant.domid;
		map->pages[i].ref = grant.ref;
	}
	return 0;
}

static struct grant_map *map_new(const struct ioctl_gntdev_grant_ref __user *from,
				 unsigned long count)
{
	struct grant_map *map = kvzalloc(struct_size(map, pages, count), GFP_KERNEL_ACCOUNT);
	int err;

	if (!map)
		return ERR_PTR(-ENOMEM);
	kref_init(&map->refs);
	mutex_init(&map->lock);
	map->count = count;
	err = read_refs(map, from);
	if (err) {
		kvfree(map);
		return ERR_PTR(err);
	}
	mutex_lock(&maps_lock);
	list_add(&map->node, &maps);
	mutex_unlock(&maps_lock);
	return map;
}

static int add_map(struct gntdev_file *file, struct grant_map *map)
{
	int err;

	guard(mutex)(&file->lock);
	map->index = file->next;
	err = xa_err(xa_store(&file->maps, map->index, map, GFP_KERNEL_ACCOUNT));
	if (!err)
		file->next += map->count;
	return err;
}

/* The file gives it up; a program that has it mapped keeps it until it unmaps it. */
static int remove_map(struct gntdev_file *file, unsigned long index, unsigned long count)
{
	struct grant_map *map;

	guard(mutex)(&file->lock);
	map = find_map(file, index, count);
	if (!map)
		return -ENOENT;
	xa_erase(&file->maps, index);
	map_put(map);
	return 0;
}

static long gntdev_map(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_map_grant_ref __user *user = arg;
	struct ioctl_gntdev_map_grant_ref op;
	struct grant_map *map;
	unsigned long index;
	int err;

	if (copy_from_user(&op, user, offsetof(typeof(op), refs)))
		return -EFAULT;
	if (!op.count || op.count > PAGES_MAX)
		return -EINVAL;
	map = map_new(user->refs, op.count);
	if (IS_ERR(map))
		return PTR_ERR(map);
	err = add_map(file, map);
	if (err) {
		map_put(map);
		return err;
	}
	index = map->index;
	if (put_user((u64)index << PAGE_SHIFT, &user->index)) {
		remove_map(file, index, op.count);
		return -EFAULT;
	}
	return 0;
}

static long gntdev_unmap(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_unmap_grant_ref op;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (offset_in_page(op.index))
		return -EINVAL;
	return remove_map(file, op.index >> PAGE_SHIFT, op.count);
}

/* The map that a page number lies in. Under the file's lock. */
static struct grant_map *find_page(struct gntdev_file *file, unsigned long index)
{
	struct grant_map *map;
	unsigned long first;

	xa_for_each_range(&file->maps, first, map, 0, index)
		if (index - first < map->count)
			return map;
	return NULL;
}

static long gntdev_set_notify(struct gntdev_file *file, void __user *arg)
{
	struct ioctl_gntdev_unmap_notify op;
	struct grant_map *map;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	guard(mutex)(&file->lock);
	map = find_page(file, op.index >> PAGE_SHIFT);
	if (!map)
		return -ENOENT;
	guard(mutex)(&map->lock);
	return xfuser_notify_set(&map->notify, op.action, op.index - (map->index << PAGE_SHIFT),
				 op.event_channel_port);
}

static long gntdev_get_offset(void __user *arg)
{
	struct ioctl_gntdev_get_offset_for_vaddr op;
	struct vm_area_struct *vma;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	mmap_read_lock(current->mm);
	vma = vma_lookup(current->mm, op.vaddr);
	if (vma && vma->vm_ops == &map_ops && vma->vm_start == op.vaddr) {
		op.offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
		op.count = vma_pages(vma);
	} else {
		vma = NULL;
	}
	mmap_read_unlock(current->mm);
	if (!vma)
		return -EINVAL;
	return copy_to_user(arg, &op, sizeof(op)) ? -EFAULT : 0;
}

static long gntdev_ioctl(struct file *filp, unsigned int code, unsigned long arg)
{
	struct gntdev_file *file = filp->private_data;
	void __user *user = (void __user *)arg;

	switch (code) {
	case IOCTL_GNTDEV_MAP_GRANT_REF:
		return gntdev_map(file, user);
	case IOCTL_GNTDEV_UNMAP_GRANT_REF:
		return gntdev_unmap(file, user);
	case IOCTL_GNTDEV_SET_UNMAP_NOTIFY:
		return gntdev_set_notify(file, user);
	case IOCTL_GNTDEV_GET_OFFSET_FOR_VADDR:
		return gntdev_get_offset(user);
	case IOCTL_GNTDEV_GRANT_COPY:
		return xfuser_gntcopy(user);
	default:
		return -ENOTTY;
	}
}

static int gntdev_open(struct inode *inode, struct file *filp)
{
	struct gntdev_file *file = kzalloc(sizeof(*file), GFP_KERNEL_ACCOUNT);

	if (!file)
		return -ENOMEM;
	mutex_init(&file->lock);
	xa_init(&file->maps);
	filp->private_data = file;
	return nonseekable_open(inode, filp);
}

static int gntdev_release(struct inode *inode, struct file *filp)
{
	struct gntdev_file *file = filp->private_data;
	struct grant_map *map;
	unsigned long index;

	xa_for_each(&file->maps, index, map)
		map_put(map);
	xa_destroy(&file->maps);
	kfree(file);
	return 0;
}

static const struct file_operations gntdev_fops = {
	.owner = THIS_MODULE,
	.open = gntdev_open,
	.release = gntdev_release,
	.mmap = gntdev_mmap,
	.unlocked_ioctl = gntdev_ioctl,
};

static struct miscdevice gntdev_device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "xen/gntdev",
	.fops = &gntdev_fops,
	.mode = 0600,
};

/* Tasks are frozen. The toolstack cannot save tables that lead to others' pages. */
static int gntdev_save(struct notifier_block *nb, unsigned long action, void *data)
{
	struct grant_map *map;

	mutex_lock(&maps_lock);
	list_for_each_entry(map, &maps, node) {
		mutex_lock(&map->lock);
		if (action == XFSUSPEND_LEAVING)
			xpv_foreign_unmap(map->pages, map->count);
		else
			map->gone = true;
		mutex_unlock(&map->lock);
	}
	mutex_unlock(&maps_lock);
	return NOTIFY_OK;
}

static struct notifier_block saves = { .notifier_call = gntdev_save };

static int __init user_gntdev_init(void)
{
	int err;

	if (!xpv_domain_pv())
		return 0;
	err = xfsuspend_register(&saves);
	return err ?: misc_register(&gntdev_device);
}
device_initcall(user_gntdev_init);

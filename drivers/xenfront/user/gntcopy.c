// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies between memory of a program and pages that other domains have granted, or
 * between two such pages, made by Xen without a mapping.
 *
 * A segment may cross a page boundary of the program, where Xen copies within one page.
 * So it is two pieces at most, whose pages are pinned while Xen copies.
 *
 * ABI: gntcopy.h
 */
#include <linux/mm.h>
#include <linux/minmax.h>
#include <linux/sched/signal.h>
#include <linux/uaccess.h>
#include <xen/interface/xen.h>
#include <xen/interface/grant_table.h>
#include <uapi/xen/gntdev.h>	/* after its domid_t */
#include <xpv/hcall.h>
#include <xpv/page.h>
#include "gntcopy.h"

#define PIECES		2
#define SEGMENTS_MAX	65536

static bool is_within_page(u16 offset, u16 len)
{
	return offset + len <= PAGE_SIZE;
}

static bool is_valid(const struct gntdev_grant_copy_segment *seg)
{
	bool from_grant = seg->flags & GNTCOPY_source_gref;
	bool to_grant = seg->flags & GNTCOPY_dest_gref;

	if (seg->flags & ~(GNTCOPY_source_gref | GNTCOPY_dest_gref))
		return false;
	if (!seg->len || !(from_grant || to_grant))
		return false;
	return (!from_grant || is_within_page(seg->source.foreign.offset, seg->len)) &&
	       (!to_grant || is_within_page(seg->dest.foreign.offset, seg->len));
}

static struct gnttab_copy_ptr granted(u16 domain, u32 ref, unsigned int offset)
{
	return (struct gnttab_copy_ptr){ .u.ref = ref, .domid = domain, .offset = offset };
}

static struct gnttab_copy_ptr own(struct page *page, unsigned int offset)
{
	return (struct gnttab_copy_ptr){
		.u.gmfn = xpv_mfn_number(xpv_page_mfn(page)),
		.domid = DOMID_SELF,
		.offset = offset,
	};
}

/* @status: GNTST_okay or that of the first piece that failed. Return: 0 or errno. */
static int copy_pieces(struct gnttab_copy *op, unsigned int n, s16 *status)
{
	unsigned int i;
	long err = xpv_hcall_gnttab(GNTTABOP_copy, op, n);

	*status = GNTST_okay;
	for (i = 0; i < n && *status == GNTST_okay; i++)
		*status = op[i].status;
	return err;
}

static struct gnttab_copy piece_of(const struct gntdev_grant_copy_segment *seg,
				   unsigned int done, unsigned int len)
{
	struct gnttab_copy op = {
		.len = len,
		.flags = seg->flags,
		.status = GNTST_general_error,
	};

	if (seg->flags & GNTCOPY_source_gref)
		op.source = granted(seg->source.foreign.domid, seg->source.foreign.ref,
				    seg->source.foreign.offset + done);
	if (seg->flags & GNTCOPY_dest_gref)
		op.dest = granted(seg->dest.foreign.domid, seg->dest.foreign.ref,
				  seg->dest.foreign.offset + done);
	return op;
}

/* Between two grants. */
static int copy_granted(struct gntdev_grant_copy_segment *seg)
{
	struct gnttab_copy op = piece_of(seg, 0, seg->len);

	return copy_pieces(&op, 1, &seg->status);
}

/* Between a grant and memory of the program. */
static int copy_program(struct gntdev_grant_copy_segment *seg)
{
	bool in = seg->flags & GNTCOPY_source_gref;
	unsigned long addr = (unsigned long)(in ? seg->dest.virt : seg->source.virt);
	unsigned int n = DIV_ROUND_UP(offset_in_page(addr) + seg->len, PAGE_SIZE);
	struct gnttab_copy op[PIECES];
	struct page *page[PIECES];
	unsigned int i, len, done = 0;
	int pinned, err = -EFAULT;

	pinned = pin_user_pages_fast(addr, n, in ? FOLL_WRITE : 0, page);
	if (pinned < 0)
		return pinned;
	if (pinned < n)
		goto out;
	for (i = 0; i < n; i++, done += len, addr += len) {
		len = min_t(unsigned int, seg->len - done, PAGE_SIZE - offset_in_page(addr));
		op[i] = piece_of(seg, done, len);
		*(in ? &op[i].dest : &op[i].source) = own(page[i], offset_in_page(addr));
	}
	err = copy_pieces(op, n, &seg->status);
out:
	unpin_user_pages_dirty_lock(page, pinned, in);
	return err;
}

static int copy_segment(struct gntdev_grant_copy_segment __user *user)
{
	struct gntdev_grant_copy_segment seg;
	int err;

	if (copy_from_user(&seg, user, sizeof(seg)))
		return -EFAULT;
	if (!is_valid(&seg))
		return -EINVAL;
	if (seg.flags == (GNTCOPY_source_gref | GNTCOPY_dest_gref))
		err = copy_granted(&seg);
	else
		err = copy_program(&seg);
	if (err)
		return err;
	return put_user(seg.status, &user->status);
}

long xfuser_gntcopy(void __user *arg)
{
	struct ioctl_gntdev_grant_copy op;
	unsigned int i;
	int err = 0;

	if (copy_from_user(&op, arg, sizeof(op)))
		return -EFAULT;
	if (op.count > SEGMENTS_MAX)
		return -EINVAL;
	for (i = 0; i < op.count && !err; i++) {
		err = fatal_signal_pending(current) ? -EINTR : copy_segment(op.segments + i);
		cond_resched();
	}
	return err;
}

void xfuser_gntcopy_clear_byte(u16 domain, u32 ref, unsigned int offset)
{
	struct gnttab_copy op = {
		.source = own(ZERO_PAGE(0), 0),
		.dest = granted(domain, ref, offset),
		.len = 1,
		.flags = GNTCOPY_dest_gref,
	};
	s16 status;

	copy_pieces(&op, 1, &status);
}

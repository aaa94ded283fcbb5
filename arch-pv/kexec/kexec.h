/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of kexec/ offer each other.
 */
#ifndef XPV_KEXEC_H
#define XPV_KEXEC_H

#include <linux/types.h>
#include <xen/interface/xen.h>
#include "layout.h"

struct kimage;
struct page;
struct xpv_handover;

/**
 * struct xpv_kexec_image - what an image says of itself, by its ELF notes
 * @entry: first instruction
 * @virt_base: where frame 0 is to be mapped
 * @list_base: where the p2m list is to be mapped
 * @frames: from 0 to the end of what is loaded
 */
struct xpv_kexec_image {
	unsigned long entry, virt_base, list_base, frames;
};

/* A page of code, and a table of each level. */
#define XPV_PARK_PAGES	5

/**
 * struct xpv_kexec - a kernel that is loaded, to be entered by xpv_kexec_leave()
 * @image: what it says of itself
 * @layout: which of its frames is what
 * @initrd_len: bytes
 * @page: the memory of its frames, layout.end of them; what the layout has no
 *	contents for until the jump is zero
 * @taken: bit map of our frames that are among them; not of a crash kernel
 * @usable: a crash kernel's frames, which begin with those of @page and are those of
 *	crashkernel=; behind them it finds ours, in our order. 0 for any other kernel
 * @header: a crash kernel's frame where it reads what of our memory is where
 * @header_frames: how many it has
 * @jump: where the code runs that loads its page tables: mapped by them and by ours
 * @park: where other CPUs wait for it, should they have to: the page of their code, and
 *	their page tables from the lowest level up. Not of a crash kernel
 *
 * Filled by kexec_file_load(), whose lock is held, and constant until it is freed.
 */
struct xpv_kexec {
	struct xpv_kexec_image image;
	struct xpv_kexec_layout layout;
	unsigned long initrd_len;
	struct page **page;
	unsigned long *taken;
	unsigned long usable, header, header_frames;
	struct page *jump;
	struct page *park[XPV_PARK_PAGES];
};

/* image.c: @elf is that of a kernel; 0 or errno, with a message */
int xpv_kexec_image_read(const char *elf, size_t len, struct xpv_kexec_image *image);
int xpv_kexec_image_load(struct xpv_kexec *k, const char *elf, size_t len);

/* load.c: to frame @frame and on; the frames are there */
void xpv_kexec_copy(struct xpv_kexec *k, unsigned long frame, unsigned long offset,
		    const void *from, size_t len);

#ifdef CONFIG_XPV_CRASH
/* crash.c: ELF headers of our memory, which a crash kernel with @usable frames will see */
int xpv_kexec_headers(unsigned long usable, void **header, unsigned long *len);
/* crash.c: not on vCPU 0, which enters the crash kernel then */
void __noreturn xpv_kexec_crash_elsewhere(struct kimage *kimage);
#else
static inline void xpv_kexec_crash_elsewhere(struct kimage *kimage) {}
static inline int xpv_kexec_headers(unsigned long usable, void **header, unsigned long *len)
{
	return -EOPNOTSUPP;
}
#endif

/* list.c: the new kernel's p2m list; how many frames it has */
unsigned long xpv_kexec_list(struct xpv_kexec *k);
unsigned long xpv_kexec_list_get(const struct xpv_kexec *k, unsigned long frame);
void xpv_kexec_list_adopt(struct xpv_kexec *k, unsigned long frames, unsigned long frame,
			  unsigned long mfn);

/* tables.c: machine address of the new top level; pages are as they will be */
u64 xpv_kexec_tables(struct xpv_kexec *k);
void xpv_kexec_protect(struct page *page);	/* read-only to us, as tables are */
void xpv_kexec_pin(u64 root);			/* machine frame of a top level */

/*
 * Of an entry that names a page that may be written and executed, or a table. Xen makes
 * a page of the user's global: only a table is that.
 */
#define XPV_KEXEC_LEAF	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define XPV_KEXEC_TABLE	(XPV_KEXEC_LEAF | _PAGE_DIRTY | _PAGE_USER)

/* leave.c: on the vCPU itself, what Xen writes to by virtual address, and its selectors */
void xpv_kexec_leave_vcpu(unsigned int cpu);
void xpv_kexec_leave_descriptors(void);

/* park.c */
int xpv_kexec_park_alloc(struct xpv_kexec *k);	/* 0 or errno */
void xpv_kexec_park_free(struct xpv_kexec *k);
int xpv_kexec_park(struct xpv_kexec *k, struct xpv_handover *to);

/**
 * struct xpv_kexec_jump - last in the jump's page; jump.S has the offsets
 * @count: how many of @ops
 * @ops: load the new top level, and none for user mode; unpin the old one
 * @entry: of the new kernel, by its own mapping, as all that follow
 * @stack: its boot stack
 * @info: its start_info
 */
struct xpv_kexec_jump {
	struct mmuext_op ops[3];
	u64 count, entry, stack, info;
};

/* jump.S */
extern const char xpv_kexec_jump_code[], xpv_kexec_jump_end[];
extern const char xpv_park_code[], xpv_park_code_end[];
asmlinkage void __noreturn xpv_park_enter(const struct mmuext_op *ops, unsigned long code,
					  unsigned long slot, unsigned long cpu);

#endif /* XPV_KEXEC_H */

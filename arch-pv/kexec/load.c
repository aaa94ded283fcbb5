// SPDX-License-Identifier: GPL-2.0-only
/*
 * kexec_file_load(): a new kernel into memory of this one.
 *
 * A PV guest's frames may be any of the machine's. So nothing is moved when the new
 * kernel is entered: what it is to find in its first frames is put into free pages
 * here, and its p2m list names those. Machine frame numbers come last, in leave.c,
 * since the domain may be saved in between.
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/bitmap.h>
#include <linux/ioport.h>
#include <linux/kexec.h>
#include <linux/mm.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/zutil.h>
#include <asm/bootparam.h>
#include <asm/kexec.h>
#include <xen/interface/xen.h>
#include <xpv/domain.h>
#include "../internal.h"
#include "../mmu/mmu.h"
#include "kexec.h"

/* A gzip header without options, as the kernel's build writes it. */
#define GZIP_HEADER	10
#define GZIP_TRAILER	8

void xpv_kexec_copy(struct xpv_kexec *k, unsigned long frame, unsigned long offset,
		    const void *from, size_t len)
{
	while (len) {
		size_t n = min(len, PAGE_SIZE - offset);

		memcpy(page_address(k->page[frame++]) + offset, from, n);
		from += n;
		len -= n;
		offset = 0;
	}
}

static int load_no_room(unsigned long want, unsigned long have)
{
	pr_err("%lu MiB are needed, there are %lu\n", want >> (20 - PAGE_SHIFT),
	       have >> (20 - PAGE_SHIFT));
	return -ENOMEM;
}

/* What crashkernel= has set aside, from its beginning on. */
static int load_crash_pages(struct xpv_kexec *k)
{
	unsigned long i, first = PHYS_PFN(crashk_res.start);

	if (k->layout.end >= k->usable)
		return load_no_room(k->layout.end, k->usable);
	for (i = 0; i < k->layout.end; i++) {
		k->page[i] = pfn_to_page(first + i);
		clear_page(page_address(k->page[i]));
	}
	return 0;
}

static int load_pages(struct xpv_kexec *k)
{
	unsigned long i, want = k->layout.end;

	if (want > si_mem_available())
		return load_no_room(want, si_mem_available());
	k->taken = bitmap_zalloc(xpv_p2m_entries, GFP_KERNEL);
	if (!k->taken)
		return -ENOMEM;
	for (i = 0; i < want; i++) {
		k->page[i] = alloc_page(GFP_KERNEL | __GFP_ZERO | __GFP_NORETRY | __GFP_NOWARN);
		if (!k->page[i])
			return -ENOMEM;
		__set_bit(page_to_pfn(k->page[i]), k->taken);
		cond_resched();
	}
	return 0;
}

static int load_code(struct xpv_kexec *k)
{
	unsigned long size = xpv_kexec_jump_end - xpv_kexec_jump_code;

	k->jump = alloc_page(GFP_KERNEL | __GFP_ZERO);
	if (!k->jump)
		return -ENOMEM;
	memcpy(page_address(k->jump), xpv_kexec_jump_code, size);
	return k->usable ? 0 : xpv_kexec_park_alloc(k);
}

static void load_free(struct xpv_kexec *k)
{
	unsigned long i;

	for (i = 0; k->page && !k->usable && i < k->layout.end && k->page[i]; i++)
		__free_page(k->page[i]);
	kvfree(k->page);
	bitmap_free(k->taken);
	if (k->jump)
		__free_page(k->jump);
	xpv_kexec_park_free(k);
	kfree(k);
}

/* The part of start_info that does not change until the jump. */
static int load_info(struct xpv_kexec *k, const char *cmdline)
{
	struct start_info *si = page_address(k->page[k->layout.info]);
	char *to = (char *)si->cmd_line;
	int len;

	if (k->initrd_len) {
		si->mod_start = k->layout.initrd;
		si->mod_len = k->initrd_len;
	}
	if (k->usable)
		len = snprintf(to, sizeof(si->cmd_line), "elfcorehdr=0x%llx %s",
			       PFN_PHYS(k->header), cmdline);
	else
		len = snprintf(to, sizeof(si->cmd_line), "%s", cmdline);
	if (len < sizeof(si->cmd_line))
		return 0;
	pr_err("the command line is longer than %zu characters\n", sizeof(si->cmd_line) - 1);
	return -E2BIG;
}

static int load_fill(struct xpv_kexec *k, struct kimage *kimage, const char *elf, size_t elf_len,
		     const void *header, size_t header_len)
{
	unsigned long initrd = PFN_UP(k->initrd_len);
	int err = xpv_kexec_layout_calc(&k->layout, k->image.frames, initrd + PFN_UP(header_len),
					k->usable + xpv_p2m_entries);

	if (err) {
		pr_err("kernel and initrd are too large\n");
		return err;
	}
	k->header = k->layout.initrd + initrd;
	k->header_frames = PFN_UP(header_len);
	k->page = kvcalloc(k->layout.end, sizeof(*k->page), GFP_KERNEL);
	if (!k->page)
		return -ENOMEM;
	err = k->usable ? load_crash_pages(k) : load_pages(k);
	if (!err)
		err = load_code(k);
	if (!err)
		err = xpv_kexec_image_load(k, elf, elf_len);
	if (err)
		return err;
	xpv_kexec_copy(k, k->layout.initrd, 0, kimage->initrd_buf, k->initrd_len);
	xpv_kexec_copy(k, k->header, 0, header, header_len);
	return load_info(k, kimage->cmdline_buf ?: "");
}

static int load_image(struct xpv_kexec *k, struct kimage *kimage, const char *elf, size_t elf_len)
{
	unsigned long header_len = 0;
	void *header = NULL;
	int err;

	k->initrd_len = kimage->initrd_buf_len;
	err = xpv_kexec_image_read(elf, elf_len, &k->image);
	if (!err && kimage->type == KEXEC_TYPE_CRASH) {
		k->usable = PHYS_PFN(resource_size(&crashk_res));
		err = xpv_kexec_headers(k->usable, &header, &header_len);
	}
	if (!err)
		err = load_fill(k, kimage, elf, elf_len, header, header_len);
	vfree(header);
	return err;
}

static int load_elf(struct kimage *kimage, const char *elf, size_t elf_len)
{
	struct xpv_kexec *k = kzalloc(sizeof(*k), GFP_KERNEL);
	int err;

	if (!k)
		return -ENOMEM;
	err = load_image(k, kimage, elf, elf_len);
	if (err)
		load_free(k);
	else
		kimage->arch.xpv = k;
	return err;
}

/* The ELF image in a bzImage (Documentation/arch/x86/boot.rst), and its length at the end. */
static int load_bzimage(struct kimage *kimage, const char *buf, size_t len)
{
	const struct setup_header *hdr = (const void *)buf + offsetof(struct boot_params, hdr);
	u64 start = (hdr->setup_sects + 1ULL) * 512 + hdr->payload_offset;
	const u8 *gz = (const u8 *)buf + start;
	u32 size;
	void *elf;
	int err;

	if (start > len || hdr->payload_length > len - start ||
	    hdr->payload_length < GZIP_HEADER + GZIP_TRAILER ||
	    gz[0] != 0x1f || gz[1] != 0x8b || gz[3]) {
		pr_err("not compressed by gzip: load the vmlinux instead\n");
		return -ENOEXEC;
	}
	memcpy(&size, gz + hdr->payload_length - sizeof(size), sizeof(size));
	elf = vmalloc(size);
	if (!elf)
		return -ENOMEM;
	err = zlib_inflate_blob(elf, size, gz + GZIP_HEADER, hdr->payload_length - GZIP_HEADER);
	if (err == size) {
		err = load_elf(kimage, elf, size);
	} else {
		pr_err("the kernel does not decompress\n");
		err = -ENOEXEC;
	}
	vfree(elf);
	return err;
}

static bool load_is_elf(const char *buf, unsigned long len)
{
	return len > SELFMAG && !memcmp(buf, ELFMAG, SELFMAG);
}

static bool load_is_bzimage(const char *buf, unsigned long len)
{
	const struct setup_header *hdr = (const void *)buf + offsetof(struct boot_params, hdr);

	/* The version is that in which the payload is described. */
	return len > sizeof(struct boot_params) && hdr->header == 0x53726448 &&
	       hdr->version >= 0x0208;
}

static int load_probe(const char *buf, unsigned long len)
{
	if (xpv_domain_pv() && (load_is_elf(buf, len) || load_is_bzimage(buf, len)))
		return 0;
	return -ENOEXEC;
}

static void *load_load(struct kimage *kimage, char *kernel, unsigned long kernel_len,
		       char *initrd, unsigned long initrd_len, char *cmdline,
		       unsigned long cmdline_len)
{
	int err;

	if (load_is_elf(kernel, kernel_len))
		err = load_elf(kimage, kernel, kernel_len);
	else
		err = load_bzimage(kimage, kernel, kernel_len);
	return ERR_PTR(err);
}

const struct kexec_file_ops xpv_kexec_ops = {
	.probe = load_probe,
	.load = load_load,
};

/**
 * xpv_kexec_prepare() - can this image be entered?
 * @kimage: the image, loaded
 *
 * Return: 0, -EOPNOTSUPP for one that did not come by kexec_file_load(), and where there
 * is no way to hand over all vCPUs that have run.
 */
int xpv_kexec_prepare(struct kimage *kimage)
{
	if (!kimage->arch.xpv)
		return -EOPNOTSUPP;
	if (kimage->type == KEXEC_TYPE_CRASH)
		return 0;
	if (xpv_start_usable()) {
		pr_err("this is a crash kernel: reboot to come to another one\n");
		return -EOPNOTSUPP;
	}
	if (num_possible_cpus() > XPV_PARK_CPUS) {
		pr_err("boot with nr_cpus=%u or less to load another kernel\n", XPV_PARK_CPUS);
		return -EOPNOTSUPP;
	}
	return 0;
}

void xpv_kexec_cleanup(struct kimage *kimage)
{
	if (kimage->arch.xpv)
		load_free(kimage->arch.xpv);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The image of a new kernel: what its ELF notes say, and its contents.
 *
 * ABI: xen/interface/elfnote.h. Only a linux-pv with the same hand-over can follow, as its
 * note says: Xen keeps the blocks that vCPUs have registered, so the new kernel must take
 * them over (sched/vcpu.c).
 */
#define pr_fmt(fmt) "kexec: " fmt

#include <linux/elf.h>
#include <linux/kexec.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <xen/interface/elfnote.h>
#include "../layout.h"
#include "kexec.h"

struct image_elf {
	struct elfhdr ehdr;
	struct kexec_elf_info info;
};

static int image_open(const char *elf, size_t len, struct image_elf *e)
{
	int err = kexec_build_elf_info(elf, len, &e->ehdr, &e->info);

	if (err)
		pr_err("not a kernel for x86-64\n");
	return err;
}

/* Return: the note's contents, at least @size bytes; NULL where there are none. */
static const void *image_note_in(const char *at, const char *end, u32 type, u32 size)
{
	while (end - at >= (ssize_t)sizeof(struct elf_note)) {
		const struct elf_note *note = (const struct elf_note *)at;
		u64 name = ALIGN((u64)note->n_namesz, 4), desc = ALIGN((u64)note->n_descsz, 4);

		at += sizeof(*note);
		if (name + desc > end - at)
			break;
		if (note->n_type == type && note->n_namesz == 4 && note->n_descsz >= size &&
		    !memcmp(at, "Xen", 4))
			return at + name;
		at += name + desc;
	}
	return NULL;
}

static const void *image_note(const struct image_elf *e, u32 type, u32 size)
{
	const void *found = NULL;
	unsigned int i;

	for (i = 0; !found && i < e->ehdr.e_phnum; i++) {
		const struct elf_phdr *p = &e->info.proghdrs[i];
		const char *at = e->info.buffer + p->p_offset;

		if (p->p_type == PT_NOTE)
			found = image_note_in(at, at + p->p_filesz, type, size);
	}
	return found;
}

static bool image_number(const struct image_elf *e, u32 type, unsigned long *to)
{
	const void *note = image_note(e, type, sizeof(*to));

	if (note)
		memcpy(to, note, sizeof(*to));
	return note;
}

/* Contents go where the program header's physical address says. */
static unsigned long image_frames(const struct image_elf *e)
{
	unsigned long end = 0;
	unsigned int i;

	for (i = 0; i < e->ehdr.e_phnum; i++) {
		const struct elf_phdr *p = &e->info.proghdrs[i];

		if (p->p_type != PT_LOAD)
			continue;
		if (p->p_memsz < p->p_filesz || p->p_paddr > PFN_PHYS(XPV_KEXEC_MAX) ||
		    p->p_memsz > PFN_PHYS(XPV_KEXEC_MAX))
			return 0;
		end = max_t(unsigned long, end, PFN_UP(p->p_paddr + p->p_memsz));
	}
	return end;
}

static int image_check(const struct image_elf *e, struct xpv_kexec_image *image)
{
	static const char ours[] = XPV_GUEST_VERSION;
	const void *version = image_note(e, XEN_ELFNOTE_GUEST_VERSION, sizeof(ours));

	if (!version || memcmp(version, ours, sizeof(ours))) {
		pr_err("not a linux-pv kernel like this one (%s): no other can follow\n", ours);
		return -ENOEXEC;
	}
	image->frames = image_frames(e);
	if (!image->frames || !image_number(e, XEN_ELFNOTE_ENTRY, &image->entry) ||
	    !image_number(e, XEN_ELFNOTE_VIRT_BASE, &image->virt_base) ||
	    !image_number(e, XEN_ELFNOTE_INIT_P2M, &image->list_base)) {
		pr_err("the kernel's notes or segments are damaged\n");
		return -ENOEXEC;
	}
	return 0;
}

/**
 * xpv_kexec_image_read() - what an image says of itself
 * @elf: the image
 * @len: bytes
 * @image: filled
 *
 * Return: 0, -ENOEXEC for what cannot be loaded, -ENOMEM.
 */
int xpv_kexec_image_read(const char *elf, size_t len, struct xpv_kexec_image *image)
{
	struct image_elf e;
	int err = image_open(elf, len, &e);

	if (err)
		return err;
	err = image_check(&e, image);
	kexec_free_elf_info(&e.info);
	return err;
}

/**
 * xpv_kexec_image_load() - copy an image to its frames, which are zero
 * @k: has them
 * @elf: as it was read
 * @len: bytes
 */
int xpv_kexec_image_load(struct xpv_kexec *k, const char *elf, size_t len)
{
	struct image_elf e;
	unsigned int i;
	int err = image_open(elf, len, &e);

	if (err)
		return err;
	for (i = 0; i < e.ehdr.e_phnum; i++) {
		const struct elf_phdr *p = &e.info.proghdrs[i];

		if (p->p_type == PT_LOAD)
			xpv_kexec_copy(k, PHYS_PFN(p->p_paddr), offset_in_page(p->p_paddr),
				       e.info.buffer + p->p_offset, p->p_filesz);
	}
	kexec_free_elf_info(&e.info);
	return 0;
}

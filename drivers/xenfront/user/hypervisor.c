// SPDX-License-Identifier: GPL-2.0-only
/*
 * /sys/hypervisor: what Xen says of itself, asked each time that somebody reads.
 *
 * Xen writes its answer into the page that sysfs gives for the text; what is shown of
 * it is then made there. Names and formats: Documentation/ABI, sysfs-hypervisor-xen.
 */
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/overflow.h>
#include <linux/stddef.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/uuid.h>
#include <xen/interface/xen.h>
#include <xen/interface/version.h>
#include <xpv/domain.h>
#include <xpv/version.h>

#define BUILDID_MAX	64	/* as much as %*ph prints */

/**
 * struct fact - a file
 * @file: as sysfs has it
 * @what: XENVER_* to ask for
 * @offset: of the text in Xen's answer
 * @size: of the text; 0 where @file has a show function of its own
 */
struct fact {
	struct kobj_attribute file;
	unsigned int what;
	unsigned int offset;
	unsigned int size;
};

static ssize_t show_text(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	const struct fact *fact = container_of_const(file, struct fact, file);
	long err = xpv_version(fact->what, page);
	size_t len;

	if (err < 0)
		return err;
	len = strnlen(page + fact->offset, fact->size);
	memmove(page, page + fact->offset, len);
	page[len] = '\n';
	return len + 1;
}

static ssize_t show_type(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	return sysfs_emit(page, "xen\n");
}

static ssize_t show_guest_type(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	return sysfs_emit(page, "PV\n");
}

static ssize_t show_major(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	long version = xpv_version(XENVER_version, NULL);

	return version < 0 ? version : sysfs_emit(page, "%ld\n", version >> 16);
}

static ssize_t show_minor(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	long version = xpv_version(XENVER_version, NULL);

	return version < 0 ? version : sysfs_emit(page, "%ld\n", version & 0xffff);
}

static ssize_t show_uuid(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	xen_domain_handle_t handle;
	long err;

	BUILD_BUG_ON(sizeof(handle) != UUID_SIZE);
	err = xpv_version(XENVER_guest_handle, handle);
	return err < 0 ? err : sysfs_emit(page, "%pU\n", handle);
}

static ssize_t show_virtual_start(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	struct xen_platform_parameters answer;
	long err = xpv_version(XENVER_platform_parameters, &answer);

	return err < 0 ? err : sysfs_emit(page, "%lx\n", (unsigned long)answer.virt_start);
}

static ssize_t show_pagesize(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	long size = xpv_version(XENVER_pagesize, NULL);

	return size < 0 ? size : sysfs_emit(page, "%lx\n", size);
}

/* The most significant first. */
static ssize_t show_features(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	struct xen_feature_info info;
	int i, len = 0;
	long err;

	for (i = XENFEAT_NR_SUBMAPS - 1; i >= 0; i--) {
		info.submap_idx = i;
		err = xpv_version(XENVER_get_features, &info);
		if (err < 0)
			return err;
		len += sysfs_emit_at(page, len, "%08x", info.submap);
	}
	return len + sysfs_emit_at(page, len, "\n");
}

static ssize_t show_buildid(struct kobject *kobj, struct kobj_attribute *file, char *page)
{
	DEFINE_RAW_FLEX(struct xen_build_id, answer, buf, BUILDID_MAX);
	long len;

	answer->len = BUILDID_MAX;
	len = xpv_version(XENVER_build_id, answer);
	/* In Xen's words for other facts; only the privileged domain may know. */
	if (len == -EPERM)
		return sysfs_emit(page, "<denied>\n");
	if (len < 0)
		return len;
	return sysfs_emit(page, "%*phN\n", (int)min_t(long, len, BUILDID_MAX), answer->buf);
}

#define TEXT(name, number, type, member)					\
	static struct fact fact_##name = {					\
		__ATTR(name, 0444, show_text, NULL), number,			\
		offsetof(struct type, member), sizeof_field(struct type, member), \
	}
#define OWN(name)								\
	static struct fact fact_##name = { __ATTR(name, 0444, show_##name, NULL) }

OWN(type);
OWN(guest_type);
OWN(uuid);
OWN(major);
OWN(minor);
TEXT(extra, XENVER_extraversion, xen_extraversion, extraversion);
TEXT(compiler, XENVER_compile_info, xen_compile_info, compiler);
TEXT(compiled_by, XENVER_compile_info, xen_compile_info, compile_by);
TEXT(compile_date, XENVER_compile_info, xen_compile_info, compile_date);
TEXT(capabilities, XENVER_capabilities, xen_capabilities_info, info);
TEXT(changeset, XENVER_changeset, xen_changeset_info, info);
OWN(virtual_start);
OWN(pagesize);
OWN(features);
OWN(buildid);

static const struct attribute_group plain = {
	.attrs = (struct attribute *[]) {
		&fact_type.file.attr, &fact_guest_type.file.attr, &fact_uuid.file.attr, NULL,
	},
};

static const struct attribute_group version = {
	.name = "version",
	.attrs = (struct attribute *[]) {
		&fact_major.file.attr, &fact_minor.file.attr, &fact_extra.file.attr, NULL,
	},
};

static const struct attribute_group compilation = {
	.name = "compilation",
	.attrs = (struct attribute *[]) {
		&fact_compiler.file.attr, &fact_compiled_by.file.attr,
		&fact_compile_date.file.attr, NULL,
	},
};

static const struct attribute_group properties = {
	.name = "properties",
	.attrs = (struct attribute *[]) {
		&fact_capabilities.file.attr, &fact_changeset.file.attr,
		&fact_virtual_start.file.attr, &fact_pagesize.file.attr,
		&fact_features.file.attr, &fact_buildid.file.attr, NULL,
	},
};

static const struct attribute_group *groups[] = {
	&plain, &version, &compilation, &properties, NULL,
};

static int __init hypervisor_init(void)
{
	return xpv_domain_pv() ? sysfs_create_groups(hypervisor_kobj, groups) : 0;
}
device_initcall(hypervisor_init);

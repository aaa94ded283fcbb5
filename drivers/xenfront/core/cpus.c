// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of its vCPUs the toolstack gives to this domain: "xl vcpu-set".
 *
 * Looked up once before the other CPUs start, so that one that is not given is
 * never brought up, and watched from then on. Only a change is obeyed: a CPU that
 * somebody in the guest has taken down stays down as long as the toolstack says
 * the same. One that is not given cannot be brought up from inside.
 *
 * CPU 0 stays: a PV guest's vCPU 0 is what the toolstack saves and restores.
 */
#include <linux/bitmap.h>
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/workqueue.h>
#include <xenfront/store.h>
#include "cpukey.h"

/* The kernel refuses for a while, during a suspend for example. */
#define RETRIES		20
#define RETRY_DELAY	(HZ / 2)

/* CPUs that are not given. Written at boot, then by the worker; atomic bits. */
static struct cpumask withheld;

/* CPUs to look at. Set by the watch, taken by the worker; atomic bits. */
static struct cpumask due;

static unsigned int retries;	/* in a row; the worker's */

static void cpus_work_fn(struct work_struct *work);
static DECLARE_DELAYED_WORK(cpus_work, cpus_work_fn);

/* Return: 1 given, 0 withheld, or a negative errno. */
static int cpus_given(unsigned int cpu)
{
	char dir[XFCPUKEY_DIR_MAX];
	char *text;
	int given;

	snprintf(dir, sizeof(dir), XFCPUKEY_ROOT "/%u", cpu);
	text = xfstore_read(XFSTORE_NO_TX, dir, XFCPUKEY_NODE);
	if (IS_ERR(text))
		return PTR_ERR(text);
	given = xfcpukey_online(text);
	if (given < 0)
		pr_warn("xen cpus: %s/" XFCPUKEY_NODE " is \"%.16s\", neither online nor offline\n",
			dir, text);
	kfree(text);
	return given < 0 ? -EINVAL : given;
}

static int cpus_add(unsigned int cpu)
{
	int err;

	cpumask_clear_cpu(cpu, &withheld);
	err = add_cpu(cpu);
	if (err < 0)
		cpumask_set_cpu(cpu, &withheld);
	return min(err, 0);
}

static int cpus_remove(unsigned int cpu)
{
	int err;

	cpumask_set_cpu(cpu, &withheld);
	err = remove_cpu(cpu);
	if (err < 0)
		cpumask_clear_cpu(cpu, &withheld);
	return min(err, 0);
}

/* Return: 0, also where nothing is to be done, or what the kernel objects. */
static int cpus_obey(unsigned int cpu)
{
	int given = cpus_given(cpu);

	if (given < 0 || given == !cpumask_test_cpu(cpu, &withheld))
		return 0;
	return given ? cpus_add(cpu) : cpus_remove(cpu);
}

static void cpus_work_fn(struct work_struct *work)
{
	unsigned int cpu, failed = 0;
	int err;

	for_each_present_cpu(cpu) {
		if (!cpu || !cpumask_test_and_clear_cpu(cpu, &due))
			continue;
		err = cpus_obey(cpu);
		if (!err)
			continue;
		failed++;
		if (retries < RETRIES)
			cpumask_set_cpu(cpu, &due);
		else
			pr_warn("xen cpus: CPU%u stays %s: %d\n", cpu,
				cpu_online(cpu) ? "online" : "offline", err);
	}
	if (failed && retries++ < RETRIES)
		queue_delayed_work(system_unbound_wq, &cpus_work, RETRY_DELAY);
	else
		retries = 0;
}

/* A path that names no CPU: the first event, or one for many. */
static void cpus_changed(struct xfstore_watch *watch, const char *path)
{
	int cpu = xfcpukey_number(path);

	if (cpu < 0)
		cpumask_setall(&due);
	else if (cpu < nr_cpu_ids)
		cpumask_set_cpu(cpu, &due);
	mod_delayed_work(system_unbound_wq, &cpus_work, 0);
}

static struct xfstore_watch cpus_watch = {
	.path		= XFCPUKEY_ROOT,
	.changed	= cpus_changed,
};

/* First step of bringing a CPU up, whoever asks for it. */
static int cpus_prepare(unsigned int cpu)
{
	if (!cpumask_test_cpu(cpu, &withheld))
		return 0;
	if (system_state >= SYSTEM_RUNNING)
		pr_info("xen cpus: CPU%u is not given to this domain; see xl vcpu-set\n",
			cpu);
	return -EPERM;
}

/* A store that is silent costs one time-out, and all CPUs come up. */
static void __init cpus_look(void)
{
	unsigned int cpu;
	int given;

	for_each_present_cpu(cpu) {
		if (!cpu)
			continue;
		given = cpus_given(cpu);
		if (!given)
			cpumask_set_cpu(cpu, &withheld);
		else if (given < 0 && given != -ENOENT && given != -EINVAL)
			break;
	}
}

/* After the store's link, before the other CPUs are brought up. */
static int __init cpus_early_init(void)
{
	int err;

	if (!xfstore_usable() || num_present_cpus() == 1)
		return 0;
	cpus_look();
	err = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN, "xen/cpus:given",
					cpus_prepare, NULL);
	return min(err, 0);
}
early_initcall(cpus_early_init);

static void cpus_watch_fn(struct work_struct *work)
{
	int err = xfstore_watch_register(&cpus_watch);

	if (err)
		pr_warn("xen cpus: xl vcpu-set is not heard: %d\n", err);
}

static DECLARE_WORK(cpus_watch_work, cpus_watch_fn);

/* On a worker, so that a silent store does not hold up boot. */
static int __init cpus_init(void)
{
	if (xfstore_usable() && num_present_cpus() > 1)
		queue_work(system_unbound_wq, &cpus_watch_work);
	return 0;
}
device_initcall(cpus_init);

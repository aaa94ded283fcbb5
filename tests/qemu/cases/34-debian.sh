# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Debian from a disk that the domain has as xvda1, with systemd and SELinux enforcing: it
# comes up with no unit failed, root logs in at the console, Xen's devices have their
# labels and are used, no access is denied to what is ours, and xl shutdown leaves a
# clean disk.
# session: debian
# only: soak
# limit: 600
DISK=/dev/vda
# how a denial names what is ours; dev="xvda1" alone is where any file of the system is
OURS='(path|name)="[^"]*(xen|xvd|hvc|hypervisor)|dev="xenfs"|:(xen_device_t|xenfs_t):'
# what tells of denials that are not shown
LOST='callbacks suppressed|backlog limit exceeded|audit_lost=[1-9]|queue overflow'

# answer WORD COMMAND: what the guest's shell has to say to it, on one line. As it was
# typed, the word has a quote behind it.
answer() {
	type_in "$CASE" "echo \"guest: $1\" \$($2)"
	heard "$CASE" 120 "guest: $1( |\$)"
	said "$CASE" | sed -n -E "s/.*guest: $1( |\$)//p"
}

# is WORD WANTED COMMAND
is() {
	_is=$(answer "$1" "$3") || exit 1
	[ "$_is" = "$2" ] || fail "$1: \"$_is\" where \"$2\" is due"
}

# log_in: as root, with a password
log_in() {
	heard "$CASE" 300 'guest login: '
	type_in "$CASE" root
	heard "$CASE" 60 'Password: '
	type_in "$CASE" debian
	heard "$CASE" 60 'root@guest:~#'
}

# kinds FILE: denials, each kind once: who, whose, what of it
kinds() {
	sed -E 's/.*\{ (.*) \}.*scontext=[^:]*:[^:]*:([^:]*).*tcontext=[^:]*:[^:]*:([^:]*).*tclass=([a-z0-9_]*).*/\2 \3 \4 \1/' "$1" |
		sort -u | awk '{ printf "%s%s", sep, $0; sep = ", " }'
}

# denials WHEN: of the guest's console since the mark; all are there, none is of ours
denials() {
	said "$CASE" >/tmp/said
	! grep -E -m 1 "$LOST" /tmp/said >/tmp/reason || exit 1
	grep -o 'avc:  *denied .*' /tmp/said | sort -u >/tmp/denials || :
	note "denied $1: $(kinds /tmp/denials)"
	! grep -E -m 1 "$OURS" /tmp/denials >/tmp/reason || exit 1
}

# clean_disk: written to the end, and nothing to recover
clean_disk() {
	mount -t ext4 -o ro $DISK /mnt || fail "dom0 cannot mount the disk"
	_mark=$(cat /mnt/root/mark)
	umount /mnt
	[ "$_mark" = 'by the guest' ] || fail "dom0 does not see what the guest wrote"
	! dmesg | grep -E -m 1 'EXT4-fs.*(recover|orphan|[Ee]rror)' >/tmp/reason || exit 1
}

# shellcheck disable=SC2016 # the guest's shell expands
devices() {
	is disk fixed_disk_device_t 'stat -c %C /dev/xvda1 | cut -d : -f 3'
	is console user_tty_device_t 'stat -c %C $(tty) | cut -d : -f 3'
	is xen xen_device_t 'stat -c %C /dev/xen/* | cut -d : -f 3 | sort -u'
	is hypervisor xen 'cat /sys/hypervisor/type'
	is open '' '(: <>/dev/xen/xenbus; : <>/dev/xen/evtchn; : <>/dev/xen/gntalloc) 2>&1'
	is read 4096 'dd if=/dev/xvda1 bs=4096 count=1 | wc -c'
	is mount xenfs_t 'mount -t xenfs xenfs /proc/xen; stat -c %C /proc/xen | cut -d : -f 3'
}

config "$CASE" "$(cmdline root=/dev/xvda1 ro log_buf_len=1M audit_backlog_limit=8192 \
	sysctl.kernel.printk_ratelimit=0)" 'ramdisk=""' memory=512 vcpus=2 \
	"disk=[\"phy:$DISK,xvda1,w\"]"
start "$CASE"
log_in
up=$(answer up 'cut -d . -f 1 /proc/uptime') || exit 1
note "root is logged in after $up s"
# its kernel's messages would come into the middle of lines
is quiet '' 'dmesg -n 1'
is mode Enforcing getenforce
is context unconfined_u:unconfined_r:unconfined_t:s0-s0:c0.c1023 'id -Z'
is failed '' 'systemctl is-system-running --wait >/dev/null; systemctl --failed --plain --no-legend'
is system running 'systemctl is-system-running'
devices
is wrote '' 'echo by the guest >/root/mark'
type_in "$CASE" 'dmesg | grep avc:; echo "guest: that was" all; dmesg -n 7'
heard "$CASE" 60 'guest: that was all'
denials 'until then'
# The kernel runs poweroff in its own domain, as any kernel's orderly_poweroff() does.
# systemd-logind obeys it, but this policy denies it the answers, of which systemctl
# waits for the first for 25 s, and the unit.
mark "$CASE"
xl shutdown "$CASE" >/dev/null || fail "xl shutdown"
heard "$CASE" 200 'reboot: Power down'
gone "$CASE" 30
denials 'during xl shutdown'
clean_disk

# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=dash
# Queues, ring, size of requests and the way of grants are chosen for one disk of two, in
# sysfs; tests/guest/disksettings.sh says what must come of it.
# limit: 150
echo 4 >/sys/module/xen_blkback/parameters/max_queues
image d.img 16
image e.img 16
config "$CASE" "$(cmdline do=disksettings)" vcpus=4 \
	"disk=[\"$IMAGES/d.img,raw,xvda,w\",\"$IMAGES/e.img,raw,xvdb,w\"]"
start "$CASE"
step "$CASE" 90 disksettings 'asks to be saved'
saved "$CASE"
step "$CASE" 90 disksettings ok
stop "$CASE"

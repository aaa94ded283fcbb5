#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
# dozen.sh DIR: a program of twelve small C files and its Makefile.
set -eu

mkdir -p "$1"
cd "$1"
names="ash birch cedar fir hazel larch maple oak pine rowan spruce yew"
for n in $names; do
	cat >"$n.c" <<-END
		#include <stdio.h>
		#include <stdlib.h>
		#include <string.h>

		struct $n { char name[16]; unsigned long rings; struct $n *next; };

		static struct $n *grow(struct $n *top, const char *name, unsigned long rings)
		{
			struct $n *tree = calloc(1, sizeof(*tree));

			if (!tree)
				abort();
			strncpy(tree->name, name, sizeof(tree->name) - 1);
			tree->rings = rings;
			tree->next = top;
			return tree;
		}

		unsigned long count_$n(unsigned long seed)
		{
			struct $n *top = NULL, *next;
			unsigned long i, sum = 0;
			char name[16];

			for (i = 0; i < 20; i++) {
				snprintf(name, sizeof(name), "$n%lu", i);
				top = grow(top, name, (seed * 31 + i) % 97);
			}
			for (; top; top = next) {
				next = top->next;
				sum += top->rings * strlen(top->name);
				free(top);
			}
			return sum;
		}
	END
done
{
	echo '#include <stdio.h>'
	for n in $names; do
		echo "unsigned long count_$n(unsigned long seed);"
	done
	echo 'int main(void) { unsigned long sum = 0;'
	for n in $names; do
		echo "sum += count_$n(sum);"
	done
	echo 'return sum == 0; }'
} >main.c
# shellcheck disable=SC2016
printf 'CFLAGS = -O1 -Wall\nwood: main.o%s\n\t$(CC) -o $@ $^\n' \
	"$(for n in $names; do printf ' %s.o' "$n"; done)" >Makefile

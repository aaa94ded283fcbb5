/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Each fuzz_<file>.c offers LLVMFuzzerTestOneInput() for clang's
 * -fsanitize=fuzzer. Compiled with -DFUZZ_MAIN it runs by itself, with any
 * compiler: fuzz_<file> [SECONDS [SEED]] feeds random and mutated inputs.
 *
 * A finding is an abort: by a sanitizer or by FUZZ_ASSERT.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define FUZZ_ASSERT(cond) do {						\
	if (!(cond)) {							\
		fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #cond); \
		abort();						\
	} } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *input, size_t len);

/* Values drawn from the input; zero when it is used up. */
static const uint8_t *fuzz_at;
static size_t fuzz_left;

static inline void fuzz_start(const uint8_t *input, size_t len)
{
	fuzz_at = input;
	fuzz_left = len;
}

static inline uint8_t fuzz_byte(void)
{
	if (!fuzz_left)
		return 0;
	fuzz_left--;
	return *fuzz_at++;
}

static inline uint32_t fuzz_word(void)
{
	uint32_t word = 0;
	int i;

	for (i = 0; i < 4; i++)
		word = word << 8 | fuzz_byte();
	return word;
}

#ifdef FUZZ_MAIN
#define FUZZ_INPUT	4096

static uint64_t fuzz_state;

static uint32_t fuzz_random(void)
{
	fuzz_state ^= fuzz_state << 13;
	fuzz_state ^= fuzz_state >> 7;
	fuzz_state ^= fuzz_state << 17;
	return fuzz_state >> 16;
}

/* A new input, or the last one with a few bytes changed. */
static size_t fuzz_make(uint8_t *input, size_t len)
{
	size_t i, n;

	if (len && fuzz_random() % 2) {
		for (n = fuzz_random() % 8; n; n--)
			input[fuzz_random() % len] = fuzz_random();
		return len;
	}
	len = fuzz_random() % FUZZ_INPUT;
	for (i = 0; i < len; i++)
		input[i] = fuzz_random() % 3 ? fuzz_random() : fuzz_random() % 6;
	return len;
}

int main(int argc, char **argv)
{
	static uint8_t input[FUZZ_INPUT];
	time_t end = time(NULL) + (argc > 1 ? atol(argv[1]) : 10);
	unsigned long runs = 0;
	size_t len = 0;

	fuzz_state = argc > 2 ? strtoull(argv[2], NULL, 0) : 1;
	fuzz_state |= 1;
	while (time(NULL) < end) {
		len = fuzz_make(input, len);
		LLVMFuzzerTestOneInput(input, len);
		runs++;
	}
	printf("ok %s: %lu inputs\n", argv[0], runs);
	return 0;
}
#endif /* FUZZ_MAIN */

#endif /* FUZZ_H */

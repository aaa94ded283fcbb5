// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the row gcc_o2 compiles: a calculator with variables, of the usual mix
 * of scanning, recursion, hashing and sorting. It is never run.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum kind { T_END, T_NUM, T_NAME, T_OP, T_OPEN, T_CLOSE, T_ASSIGN, T_COMMA };

struct token {
	enum kind kind;
	double number;
	char name[32];
	char op;
};

struct variable {
	char name[32];
	double value;
	unsigned long uses;
	struct variable *next;
};

#define BUCKETS 257

struct state {
	struct variable *bucket[BUCKETS];
	const char *at;
	struct token now;
	int errors;
	unsigned int depth;
};

static unsigned int hash(const char *s)
{
	unsigned int h = 2166136261u;

	while (*s)
		h = (h ^ (unsigned char)*s++) * 16777619u;
	return h % BUCKETS;
}

static struct variable *lookup(struct state *st, const char *name, int create)
{
	unsigned int h = hash(name);
	struct variable *v;

	for (v = st->bucket[h]; v; v = v->next) {
		if (!strcmp(v->name, name)) {
			v->uses++;
			return v;
		}
	}
	if (!create)
		return NULL;
	v = calloc(1, sizeof(*v));
	if (!v)
		return NULL;
	snprintf(v->name, sizeof(v->name), "%s", name);
	v->next = st->bucket[h];
	st->bucket[h] = v;
	return v;
}

static void complain(struct state *st, const char *what)
{
	fprintf(stderr, "%s near '%.16s'\n", what, st->at);
	st->errors++;
}

static void scan_name(struct state *st)
{
	size_t n = 0;

	while (isalnum((unsigned char)*st->at) || *st->at == '_') {
		if (n < sizeof(st->now.name) - 1)
			st->now.name[n++] = *st->at;
		st->at++;
	}
	st->now.name[n] = 0;
	st->now.kind = T_NAME;
}

static void advance(struct state *st)
{
	char *end;

	while (isspace((unsigned char)*st->at))
		st->at++;
	if (!*st->at) {
		st->now.kind = T_END;
	} else if (isdigit((unsigned char)*st->at) || *st->at == '.') {
		st->now.kind = T_NUM;
		st->now.number = strtod(st->at, &end);
		st->at = end;
	} else if (isalpha((unsigned char)*st->at) || *st->at == '_') {
		scan_name(st);
	} else {
		st->now.op = *st->at++;
		switch (st->now.op) {
		case '(':
			st->now.kind = T_OPEN;
			break;
		case ')':
			st->now.kind = T_CLOSE;
			break;
		case '=':
			st->now.kind = T_ASSIGN;
			break;
		case ',':
			st->now.kind = T_COMMA;
			break;
		default:
			st->now.kind = T_OP;
		}
	}
}

static double expression(struct state *st, int level);

static double sum_of(double a, double b) { return a + b; }
static double larger(double a, double b) { return a > b ? a : b; }
static double smaller(double a, double b) { return a < b ? a : b; }
static double mean(double a, double b) { return (a + b) / 2; }

static const struct {
	const char *name;
	double (*fn)(double a, double b);
} functions[] = {
	{ "sum", sum_of }, { "max", larger }, { "min", smaller }, { "mean", mean },
};

static double call(struct state *st, const char *name)
{
	double a, b = 0;
	size_t i;

	advance(st);
	a = expression(st, 0);
	while (st->now.kind == T_COMMA) {
		advance(st);
		b = expression(st, 0);
		for (i = 0; i < sizeof(functions) / sizeof(functions[0]); i++)
			if (!strcmp(functions[i].name, name))
				a = functions[i].fn(a, b);
	}
	if (st->now.kind != T_CLOSE)
		complain(st, "expected )");
	else
		advance(st);
	return a;
}

static double primary(struct state *st)
{
	struct variable *v;
	char name[32];
	double value = 0;

	if (++st->depth > 200) {
		complain(st, "too deep");
		st->now.kind = T_END;
	} else if (st->now.kind == T_NUM) {
		value = st->now.number;
		advance(st);
	} else if (st->now.kind == T_NAME) {
		memcpy(name, st->now.name, sizeof(name));
		advance(st);
		if (st->now.kind == T_OPEN) {
			value = call(st, name);
		} else if (st->now.kind == T_ASSIGN) {
			advance(st);
			value = expression(st, 0);
			v = lookup(st, name, 1);
			if (v)
				v->value = value;
		} else {
			v = lookup(st, name, 0);
			value = v ? v->value : 0;
		}
	} else if (st->now.kind == T_OPEN) {
		advance(st);
		value = expression(st, 0);
		if (st->now.kind == T_CLOSE)
			advance(st);
		else
			complain(st, "expected )");
	} else if (st->now.kind == T_OP && st->now.op == '-') {
		advance(st);
		value = -primary(st);
	} else {
		complain(st, "expected a value");
		advance(st);
	}
	st->depth--;
	return value;
}

static int priority(char op)
{
	switch (op) {
	case '<':
	case '>':
		return 1;
	case '+':
	case '-':
		return 2;
	case '*':
	case '/':
	case '%':
		return 3;
	}
	return 0;
}

static double apply(struct state *st, char op, double a, double b)
{
	switch (op) {
	case '+':
		return a + b;
	case '-':
		return a - b;
	case '*':
		return a * b;
	case '<':
		return a < b;
	case '>':
		return a > b;
	case '%':
		return (long)b ? (double)((long)a % (long)b) : 0;
	}
	if (b == 0) {
		complain(st, "division by zero");
		return 0;
	}
	return a / b;
}

static double expression(struct state *st, int level)
{
	double left = primary(st);

	while (st->now.kind == T_OP && priority(st->now.op) > level) {
		char op = st->now.op;

		advance(st);
		left = apply(st, op, left, expression(st, priority(op)));
	}
	return left;
}

static int by_uses(const void *a, const void *b)
{
	const struct variable *x = *(struct variable *const *)a;
	const struct variable *y = *(struct variable *const *)b;

	if (x->uses != y->uses)
		return x->uses < y->uses ? 1 : -1;
	return strcmp(x->name, y->name);
}

static void summary(const struct state *st)
{
	const struct variable **all;
	const struct variable *v;
	size_t n = 0, i;

	for (i = 0; i < BUCKETS; i++)
		for (v = st->bucket[i]; v; v = v->next)
			n++;
	all = malloc((n + 1) * sizeof(*all));
	if (!all)
		return;
	for (i = 0, n = 0; i < BUCKETS; i++)
		for (v = st->bucket[i]; v; v = v->next)
			all[n++] = v;
	qsort(all, n, sizeof(*all), by_uses);
	for (i = 0; i < n; i++)
		printf("%-16s %12g %lu\n", all[i]->name, all[i]->value, all[i]->uses);
	free(all);
}

int main(void)
{
	static struct state st;
	char line[1024];

	while (fgets(line, sizeof(line), stdin)) {
		st.at = line;
		advance(&st);
		if (st.now.kind != T_END)
			printf("%g\n", expression(&st, 0));
	}
	summary(&st);
	return st.errors != 0;
}

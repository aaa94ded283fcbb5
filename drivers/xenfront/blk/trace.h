/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events for tracefs, system "xfblk": what goes over a queue's ring, in either
 * direction. The counters of stats.c say how often, these say when and which.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM xfblk

#if !defined(XFBLK_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define XFBLK_TRACE_H

#include <linux/tracepoint.h>
#include "blk.h"

#define xfblk_trace_op(op)					\
	__print_symbolic(op,					\
		{ BLKIF_OP_READ, "read" },			\
		{ BLKIF_OP_WRITE, "write" },			\
		{ BLKIF_OP_WRITE_BARRIER, "barrier" },		\
		{ BLKIF_OP_FLUSH_DISKCACHE, "flush" },		\
		{ BLKIF_OP_DISCARD, "discard" },		\
		{ BLKIF_OP_INDIRECT, "indirect" })

/* A request was put into the ring; the back-end sees it with the next push. */
TRACE_EVENT(xfblk_request,
	TP_PROTO(const struct xfblk_queue *q, struct request *rq),
	TP_ARGS(q, rq),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(u64, sector)
		__field(u16, id)
		__field(u16, pieces)
		__field(u8, op)
		__field(bool, indirect)
	),
	TP_fast_assign(
		const struct xfblk_cmd *cmd = blk_mq_rq_to_pdu(rq);

		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->sector = blk_rq_pos(rq);
		__entry->id = rq->tag;
		__entry->pieces = cmd->count;
		__entry->op = cmd->op;
		__entry->indirect = cmd->table;
	),
	TP_printk("%s id %u %s sector %llu pieces %u indirect %u", __entry->queue, __entry->id,
		  xfblk_trace_op(__entry->op), __entry->sector, __entry->pieces,
		  __entry->indirect)
);

/* A response was taken from the ring, and answers a request that was out. */
TRACE_EVENT(xfblk_response,
	TP_PROTO(const struct xfblk_queue *q, const struct blkif_response *rsp),
	TP_ARGS(q, rsp),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(u16, id)
		__field(s16, status)
		__field(u8, op)
	),
	TP_fast_assign(
		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->id = rsp->id;
		__entry->status = rsp->status;
		__entry->op = rsp->operation;
	),
	TP_printk("%s id %u %s status %d", __entry->queue, __entry->id,
		  xfblk_trace_op(__entry->op), __entry->status)
);

/* Requests were shown to the back-end, which is woken where it asked for that. */
TRACE_EVENT(xfblk_push,
	TP_PROTO(const struct xfblk_queue *q, u32 requests, bool kick),
	TP_ARGS(q, requests, kick),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(u32, requests)
		__field(bool, kick)
	),
	TP_fast_assign(
		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->requests = requests;
		__entry->kick = kick;
	),
	TP_printk("%s requests %u kick %u", __entry->queue, __entry->requests, __entry->kick)
);

/* Responses that were there were taken, all together. */
TRACE_EVENT(xfblk_round,
	TP_PROTO(const struct xfblk_queue *q, unsigned int responses),
	TP_ARGS(q, responses),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(u32, responses)
	),
	TP_fast_assign(
		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->responses = responses;
	),
	TP_printk("%s responses %u", __entry->queue, __entry->responses)
);

/* A request has to wait for another one's end. */
TRACE_EVENT(xfblk_starved,
	TP_PROTO(const struct xfblk_queue *q, const struct request *rq),
	TP_ARGS(q, rq),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(u32, room)
		__field(u16, id)
	),
	TP_fast_assign(
		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->room = xfbuf_room(&q->pool);
		__entry->id = rq->tag;
	),
	TP_printk("%s id %u references %u", __entry->queue, __entry->id, __entry->room)
);

/* An event of the back-end's was dealt with; spurious: there was no response. */
TRACE_EVENT(xfblk_event,
	TP_PROTO(const struct xfblk_queue *q, bool spurious),
	TP_ARGS(q, spurious),
	TP_STRUCT__entry(
		__array(char, queue, XFBLK_QUEUE_NAME)
		__field(bool, spurious)
	),
	TP_fast_assign(
		memcpy(__entry->queue, q->name, sizeof(q->name));
		__entry->spurious = spurious;
	),
	TP_printk("%s spurious %u", __entry->queue, __entry->spurious)
);

#endif /* XFBLK_TRACE_H */

/* As seen from include/trace. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ../../drivers/xenfront/blk
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

/** Twice what an ALB takes in the headers of an answer: what it would let through, this proxy does. */
export const MAX_ANSWER_HEADER_BYTES = 64 * 1024;

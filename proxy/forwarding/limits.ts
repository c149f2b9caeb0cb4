/** Twice what an ALB takes in the headers of an answer: what it would let through, this proxy does. */
export const MAX_ANSWER_HEADER_BYTES = 64 * 1024;

/** Interim answers (1xx) to one request, beyond which its upstream is taken for broken: one a second for nearly as long as legacy has by default for the final one. */
export const MAX_INTERIM_ANSWERS = 100;

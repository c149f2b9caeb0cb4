/** As much as an ALB takes in the headers of a request. */
export const MAX_REQUEST_HEADER_BYTES = 64 * 1024;
/** Twice what an ALB takes in the headers of an answer: what it would let through, this proxy does. */
export const MAX_ANSWER_HEADER_BYTES = 64 * 1024;

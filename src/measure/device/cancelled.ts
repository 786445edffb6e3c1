/** Thrown where whoever asked for the work under way wants it no more. */
export class Cancelled extends Error {}

/*
 * How the program is kept small. Left alone, the JavaScript heap grows to several times of what is alive in it before
 * it is tidied, and the C library keeps an arena for each thread. `HEAP_MB` is for instances that need more; where it
 * makes no sense, the program gets as far as it takes to say so (readConfig).
 */
const asked = process.env.HEAP_MB?.trim() ?? '';
const heap = /^\d{2,5}$/.test(asked) && Number(asked) >= 64 && Number(asked) <= 65536 ? asked : '200';

// Between two full collections the heap grows by 30 percent of what is alive in it, some 15 MB: by less, V8 would tidy
// the whole of it for every thirty searches; by twice as much, no faster, the program takes 40 MB more.
export const memoryFlags = [`--max-old-space-size=${heap}`, '--max-semi-space-size=8', '--heap-growing-percent=30'];

// What is larger than 128 KB, as the lists of a search are, goes back to the system at once. Left alone, the C library
// soon puts such pieces among the small ones, and 20 MB of gaps between those stay with the program.
export const memoryEnvironment = { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' };

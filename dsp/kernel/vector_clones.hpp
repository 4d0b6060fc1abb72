#pragma once

/// \file
/// CELLWARDEN_CLONES before a function compiles it for several widths of the processor's vectors; the widest
/// that there is gets chosen at start. For loops that neither add in another order nor fuse a multiplication,
/// so that every processor gets the same bits.

// Resolvers of cloned functions run before a sanitizer is ready. Elsewhere than on x86-64 one width is all.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CELLWARDEN_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define CELLWARDEN_IS_SANITIZED 1
#endif
#endif
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(CELLWARDEN_IS_SANITIZED)
#define CELLWARDEN_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define CELLWARDEN_CLONES
#endif

namespace cellwarden {

/// Eight values side by side, for sums that must stay in registers: sums in arrays are taken for reductions
/// along the wrong axis. Filled and emptied by memcpy; never a parameter, whose passing differs by processor.
using Float8 = float __attribute__((vector_size(32)));

}  // namespace cellwarden

#include "tools/cellwarden/content_hash.hpp"

#include <span>

#include "dsp/capture/digest.hpp"

namespace cellwarden::tools {

std::string sha256_of(std::string_view bytes) {
  capture::Digest digest(capture::DigestKind::kSha256);
  digest.update(std::as_bytes(std::span(bytes)));
  return digest.finish();
}

}  // namespace cellwarden::tools

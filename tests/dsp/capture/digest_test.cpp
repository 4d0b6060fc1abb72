#include "dsp/capture/digest.hpp"

#include "tests/catch.hpp"

namespace cellwarden::capture {
namespace {

std::string digest_of(DigestKind kind, std::string_view text) {
  Digest digest(kind);
  for (const char& c : text) digest.update(std::as_bytes(std::span(&c, 1)));
  return digest.finish();
}

TEST_CASE("SHA-2 of FIPS 180-4's own example") {
  CHECK(digest_of(DigestKind::kSha256, "abc") ==
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(digest_of(DigestKind::kSha512, "abc").substr(0, 32) == "ddaf35a193617abacc417349ae204131");
}

}  // namespace
}  // namespace cellwarden::capture

// Header, framing and messages of an encrypted recording, with a key that the corpus is sealed to.

#include <array>

#include "dsp/capture/encrypted_bytes.hpp"
#include "dsp/capture/sigmf_meta.hpp"
#include "tests/fuzz/played_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  std::array<std::byte, kKeyOctets> octets{};
  octets.fill(std::byte{7});
  const SecretKey key(octets);
  const auto first = EncryptedBytes::open("x.cwrec", std::make_unique<PipedBytes>(bytes_of(data, size)), key);
  if (!first) return 0;
  // A header that was believed comes out as small as it went in.
  if (to_text((*first)->header()).size() > kMostHeaderOctets) std::abort();
  std::uint64_t sample_octets = 0;
  for (std::array<std::byte, 1000> out{};;) {
    const auto got = (*first)->read(out);
    if (!got) return 0;
    if (*got == 0) break;
    sample_octets += *got;
  }
  auto meta = read_sigmf_meta((*first)->sigmf_document(), "x.cwrec");
  if (!meta) return 0;
  auto second = EncryptedBytes::open("x.cwrec", std::make_unique<MemoryBytes>(bytes_of(data, size)), key);
  if (!second) std::abort();
  (*second)->expect(sample_octets);
  play_all(ByteReader(std::move(*second)), std::move(meta->layout));
  return 0;
}

#include <string_view>

#include "dsp/capture/sigmf_meta.hpp"
#include "tests/fuzz/played_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  auto meta = read_sigmf_meta({reinterpret_cast<const char*>(data), size}, "x.sigmf-meta");
  if (!meta) {
    if (meta.error().what.find('\n') != std::string::npos) std::abort();
    return 0;
  }
  // Its own text serves as the samples.
  for (const bool is_pipe : {false, true}) {
    const auto bytes = bytes_of(data, size);
    std::unique_ptr<ByteSource> source = std::make_unique<MemoryBytes>(bytes);
    if (is_pipe) source = std::make_unique<PipedBytes>(bytes);
    play_all(ByteReader(std::move(source)), meta->layout);
  }
  return 0;
}

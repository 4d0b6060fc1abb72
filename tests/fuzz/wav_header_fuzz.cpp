#include "dsp/capture/wav_header.hpp"
#include "tests/fuzz/played_bytes.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cellwarden::capture;
  const auto bytes = bytes_of(data, size);
  for (const bool is_pipe : {false, true}) {
    std::unique_ptr<ByteSource> source = std::make_unique<MemoryBytes>(bytes);
    if (is_pipe) source = std::make_unique<PipedBytes>(bytes);
    ByteReader reader(std::move(source));
    auto layout = read_wav_header(reader, "x");
    if (layout) play_all(std::move(reader), std::move(*layout));
  }
  return 0;
}

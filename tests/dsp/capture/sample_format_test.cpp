#include "dsp/capture/sample_format.hpp"

#include <cstring>
#include <limits>
#include <vector>

#include "tests/catch.hpp"

namespace cellwarden::capture {
namespace {

constexpr std::array kAll{SampleFormat::kCu8,    SampleFormat::kCs8,  SampleFormat::kCs16,
                          SampleFormat::kCs16Be, SampleFormat::kCs24, SampleFormat::kCs24In32,
                          SampleFormat::kCf32};

std::vector<Sample> to_samples(SampleFormat format, const std::vector<std::byte>& bytes,
                               ConversionCounts* counts = nullptr) {
  std::vector<Sample> samples(bytes.size() / bytes_per_sample(format));
  const auto got = to_float(format, bytes, samples);
  if (counts != nullptr) *counts = got;
  return samples;
}

std::vector<std::byte> bytes_of(std::initializer_list<unsigned> values) {
  std::vector<std::byte> bytes;
  for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

TEST_CASE("names of sample formats are inverses") {
  for (const auto format : kAll) CHECK(sample_format_named(to_string(format)) == format);
  CHECK_FALSE(sample_format_named("cs12"));
}

TEST_CASE("codes become what their format says") {
  CHECK(to_samples(SampleFormat::kCu8, bytes_of({0, 255, 127, 128})) ==
        std::vector<Sample>{{-127.5F / 128, 127.5F / 128}, {-0.5F / 128, 0.5F / 128}});
  CHECK(to_samples(SampleFormat::kCs8, bytes_of({0x80, 0x7F, 0xFF, 0})) ==
        std::vector<Sample>{{-1.0F, 127.0F / 128}, {-1.0F / 128, 0.0F}});
  CHECK(to_samples(SampleFormat::kCs16, bytes_of({0, 0x80, 1, 0})) ==
        std::vector<Sample>{{-1.0F, 1.0F / 32768}});
  CHECK(to_samples(SampleFormat::kCs16Be, bytes_of({0x80, 0, 0, 1})) ==
        std::vector<Sample>{{-1.0F, 1.0F / 32768}});
  CHECK(to_samples(SampleFormat::kCs24, bytes_of({0, 0, 0x80, 0, 0, 0x40})) ==
        std::vector<Sample>{{-1.0F, 0.5F}});
  CHECK(to_samples(SampleFormat::kCs24In32, bytes_of({0, 0, 0x80, 0xFF, 0, 0, 0x40, 0})) ==
        std::vector<Sample>{{-1.0F, 0.5F}});
}

TEST_CASE("every 16 bit pattern comes back as the code it was") {
  std::vector<std::byte> codes(std::size_t{1} << 18U);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    // Each octet takes every value beside every neighbour, in both octet orders.
    codes[i] = static_cast<std::byte>((i % 2 != 0 ? i / 512 : i / 2) & 0xFFU);
  }
  for (const auto format :
       {SampleFormat::kCu8, SampleFormat::kCs8, SampleFormat::kCs16, SampleFormat::kCs16Be}) {
    std::vector<std::byte> again(codes.size());
    from_float(format, to_samples(format, codes), again);
    CHECK(again == codes);
  }
}

TEST_CASE("levels beyond full scale are held at the extreme codes") {
  const std::vector<Sample> loud{{9.0F, -9.0F}, {std::numeric_limits<float>::quiet_NaN(), 1.0F}};
  std::vector<std::byte> codes(4);
  from_float(SampleFormat::kCs8, loud, codes);
  CHECK(codes == bytes_of({0x7F, 0x80, 0, 0x7F}));
  from_float(SampleFormat::kCu8, loud, codes);
  CHECK(codes == bytes_of({255, 0, 128, 255}));
}

TEST_CASE("samples at an extreme code count as clipped, once per sample") {
  ConversionCounts counts;
  to_samples(SampleFormat::kCu8, bytes_of({0, 255, 1, 254, 7, 0}), &counts);
  CHECK(counts.clipped == 2);
  to_samples(SampleFormat::kCs8, bytes_of({0x80, 0, 0, 0x7F, 0x7E, 0x81}), &counts);
  CHECK(counts.clipped == 2);
  to_samples(SampleFormat::kCs16, bytes_of({0xFF, 0x7F, 0, 0, 0xFE, 0x7F, 0, 0}), &counts);
  CHECK(counts.clipped == 1);
}

TEST_CASE("what is no number becomes 0 and is counted") {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const std::vector<Sample> samples{{0.5F, kNan}, {kInfinity, 0.1F}, {1.0F, 0.0F}, {0.99F, -0.99F}};
  std::vector<std::byte> bytes(samples.size() * sizeof(Sample));
  std::memcpy(bytes.data(), samples.data(), bytes.size());
  ConversionCounts counts;
  CHECK(to_samples(SampleFormat::kCf32, bytes, &counts) ==
        std::vector<Sample>{{0.0F, 0.0F}, {0.0F, 0.0F}, {1.0F, 0.0F}, {0.99F, -0.99F}});
  CHECK(counts.not_finite == 2);
  CHECK(counts.clipped == 1);
}

}  // namespace
}  // namespace cellwarden::capture

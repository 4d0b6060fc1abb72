#include "dsp/gsm/burst_structure.hpp"

#include <string_view>

namespace cellwarden::gsm {
namespace {

template <std::size_t kSize>
constexpr std::array<std::uint8_t, kSize> bits_of(std::string_view text) {
  std::array<std::uint8_t, kSize> bits{};
  for (std::size_t i = 0; i < kSize; ++i) bits[i] = text[i] == '1' ? 1 : 0;
  return bits;
}

}  // namespace

const std::array<std::array<std::uint8_t, kNormalTraining_symbols>, kTrainingSequences> kNormalTraining{
    bits_of<26>("00100101110000100010010111"), bits_of<26>("00101101110111100010110111"),
    bits_of<26>("01000011101110100100001110"), bits_of<26>("01000111101101000100011110"),
    bits_of<26>("00011010111001000001101011"), bits_of<26>("01001110101100000100111010"),
    bits_of<26>("10100111110110001010011111"), bits_of<26>("11101111000100101110111100")};

const std::array<std::uint8_t, kSyncTraining_symbols> kSyncTraining =
    bits_of<64>("1011100101100010000001000000111100101101010001010111011000011011");

}  // namespace cellwarden::gsm

#include "tests/synth/gsm_burst_encoder.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "tests/catch.hpp"
#include "tests/synth/gsm_multiframe.hpp"

extern "C" {
#include <osmocom/coding/gsm0503_coding.h>
}

using namespace cellwarden;
using namespace cellwarden::synth;

namespace {

std::string text(const BurstBits& burst, std::size_t first, std::size_t count) {
  std::string out;
  for (std::size_t i = first; i < first + count; ++i) out += burst[i] == 0 ? '0' : '1';
  return out;
}

// Soft bits as libosmocore's decoders take them: negative for a one.
std::int8_t soft(std::uint8_t bit) {
  return bit == 0 ? std::int8_t{127} : std::int8_t{-127};
}

}  // namespace

TEST_CASE("Training sequences repeat at both ends and correlate with nothing but themselves",
          "[synth][gsm]") {
  for (unsigned code = 0; code < 8; ++code) {
    const auto bits = gsm_training_sequence(code);
    CAPTURE(code);
    CHECK(std::equal(bits.begin(), bits.begin() + 10, bits.begin() + 16));
    // The sixteen in the middle against the whole: TS 45.002's sequences are 0 for shifts up to 5.
    for (std::size_t shift = 0; shift <= 10; ++shift) {
      int sum = 0;
      for (std::size_t i = 0; i < 16; ++i) sum += bits[5 + i] == bits[shift + i] ? 1 : -1;
      CHECK(sum == (shift == 5 ? 16 : 0));
    }
    for (unsigned other = 0; other < code; ++other) CHECK(bits != gsm_training_sequence(other));
  }
}

TEST_CASE("Bursts have their parts at the places of TS 45.002", "[synth][gsm]") {
  const BurstBits correction = gsm_frequency_correction_burst();
  CHECK(std::count(correction.begin(), correction.end(), 0) == 148);

  BurstPayload payload{};
  payload.fill(1);
  const BurstBits normal = gsm_normal_burst(payload, 3);
  CHECK(text(normal, 0, 3) == "000");
  CHECK(text(normal, 3, 58) == std::string(58, '1'));
  CHECK(text(normal, 61, 26) == "01000111101101000100011110");
  CHECK(text(normal, 87, 58) == std::string(58, '1'));
  CHECK(text(normal, 145, 3) == "000");

  const BurstBits sync = gsm_synchronisation_burst(0, 1);
  CHECK(text(sync, 0, 3) == "000");
  CHECK(text(sync, 42, 64) == "1011100101100010000001000000111100101101010001010111011000011011");
  CHECK(text(sync, 145, 3) == "000");

  const BurstBits dummy = gsm_dummy_burst();
  CHECK(text(dummy, 0, 13) == "0001111101101");
  CHECK(text(dummy, 61, 26) == "01110001011100010111000101");  // the training sequence of dummy bursts
  CHECK(text(dummy, 135, 13) == "1111101010000");
}

TEST_CASE("A block reads back from its bursts, and nothing is stolen", "[synth][gsm]") {
  gsm::L2Block octets{};
  for (std::size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<std::uint8_t>(37 * i + 11);
  const auto bursts = gsm_coded_block(octets);
  std::array<std::int8_t, 464> received{};
  for (std::size_t i = 0; i < bursts.size(); ++i) {
    const BurstBits burst = gsm_normal_burst(bursts[i], 5);
    CHECK(burst[60] == 1);  // both flags set: a control channel
    CHECK(burst[87] == 1);
    for (std::size_t j = 0; j < 58; ++j) received[i * 116 + j] = soft(burst[3 + j]);
    for (std::size_t j = 0; j < 58; ++j) received[i * 116 + 58 + j] = soft(burst[87 + j]);
  }
  gsm::L2Block decoded{};
  int errors = -1;
  int total = 0;
  REQUIRE(gsm0503_xcch_decode(decoded.data(), received.data(), &errors, &total) == 0);
  CHECK(errors == 0);
  CHECK(decoded == octets);
}

TEST_CASE("A synchronisation burst holds colour code and frame number", "[synth][gsm]") {
  for (const std::uint32_t frame : {1U, 11U, 41U, 51U * 1234 + 31, gsm::kHyperframe_frames - 10}) {
    const BurstBits burst = gsm_synchronisation_burst(0x2B, frame);
    std::array<std::int8_t, 78> received{};
    for (std::size_t j = 0; j < 39; ++j) received[j] = soft(burst[3 + j]);
    for (std::size_t j = 0; j < 39; ++j) received[39 + j] = soft(burst[106 + j]);
    std::array<std::uint8_t, 4> info{};
    REQUIRE(gsm0503_sch_decode(info.data(), received.data()) == 0);
    CHECK(info[0] >> 2U == 0x2B);
    // TS 44.018, 9.1.30: T1 eleven bits, T2 five, T3' three.
    const std::uint32_t t1 = (info[0] & 3U) << 9U | static_cast<std::uint32_t>(info[1]) << 1U | info[2] >> 7U;
    const std::uint32_t t2 = info[2] >> 2U & 0x1FU;
    const std::uint32_t t3 = ((info[2] & 3U) << 1U | (info[3] & 1U)) * 10 + 1;
    CHECK(t1 == frame / 1326);
    CHECK(t2 == frame % 26);
    CHECK(t3 == frame % 51);
  }
}

TEST_CASE("Channels stand in their frames of 51", "[synth][gsm]") {
  // F, S, B, C as the figures of TS 45.002 have them; D and A: SDCCH and SACCH; - idle.
  const auto drawn = [](TimeslotUse use) {
    std::string out;
    for (std::uint32_t frame = 0; frame < 51; ++frame) {
      const SlotPlan plan = plan_slot(use, frame);
      out += plan.kind == SlotKind::kIdle                  ? '-'
             : plan.kind == SlotKind::kFrequencyCorrection ? 'F'
             : plan.kind == SlotKind::kSynchronisation     ? 'S'
                                                           : "BCDA"[static_cast<std::size_t>(plan.channel)];
    }
    return out;
  };
  CHECK(drawn(TimeslotUse::kBroadcast) == "FSBBBBCCCCFSCCCCCCCCFSCCCCCCCCFSCCCCCCCCFSCCCCCCCC-");
  CHECK(drawn(TimeslotUse::kCombined) == "FSBBBBCCCCFSCCCCCCCCFSDDDDDDDDFSDDDDDDDDFSAAAAAAAA-");
  CHECK(drawn(TimeslotUse::kCommon) == "--BBBBCCCC--CCCCCCCC--CCCCCCCC--CCCCCCCC--CCCCCCCC-");
  CHECK(drawn(TimeslotUse::kDedicated) == "DDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDDAAAAAAAAAAAAAAAA---");
  CHECK(drawn(TimeslotUse::kTraffic) == std::string(51, '-'));

  CHECK(plan_slot(TimeslotUse::kBroadcast, 51 + 46).index == 8);
  CHECK(plan_slot(TimeslotUse::kBroadcast, 51 + 49).burst == 3);
  CHECK(plan_slot(TimeslotUse::kCombined, 32).index == 2);
  CHECK(plan_slot(TimeslotUse::kCombined, 42).index == 0);
  CHECK(plan_slot(TimeslotUse::kCombined, 51 + 46).index == 3);
  CHECK(common_timeslot_use(1, 0) == TimeslotUse::kCombined);
  CHECK(common_timeslot_use(1, 2) == TimeslotUse::kTraffic);
  CHECK(common_timeslot_use(4, 4) == TimeslotUse::kCommon);
  CHECK(common_timeslot_use(4, 6) == TimeslotUse::kTraffic);
  CHECK(common_timeslot_use(6, 6) == TimeslotUse::kCommon);
  CHECK(common_timeslot_use(6, 5) == TimeslotUse::kTraffic);
}

#include "tests/dsp/capture/fake_soapy_device.hpp"

#include <fmt/format.h>

#include <SoapySDR/Constants.h>
#include <SoapySDR/Errors.h>
#include <SoapySDR/Formats.h>
#include <SoapySDR/Device.hpp>
#include <SoapySDR/Logger.hpp>
#include <SoapySDR/Registry.hpp>
#include <SoapySDR/Time.hpp>
#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <thread>

namespace cellwarden::test {
namespace {

class FakeDevice final : public SoapySDR::Device {
 public:
  std::string getDriverKey() const override { return radio().driver_key; }
  std::string getHardwareKey() const override { return "fake"; }
  std::vector<std::string> getStreamFormats(const int, const size_t) const override {
    return radio().formats;
  }
  std::string getNativeStreamFormat(const int, const size_t, double& full_scale) const override {
    full_scale = radio().full_scale;
    return radio().native_format;
  }
  SoapySDR::Stream* setupStream(const int direction, const std::string& format, const std::vector<size_t>&,
                                const SoapySDR::Kwargs&) override {
    log(fmt::format("setupStream {} {}", direction == SOAPY_SDR_RX ? "RX" : "TX", format));
    bytes_per_sample_ = SoapySDR_formatToSize(format.c_str());
    return reinterpret_cast<SoapySDR::Stream*>(this);
  }
  void closeStream(SoapySDR::Stream*) override { log("closeStream"); }
  size_t getStreamMTU(SoapySDR::Stream*) const override { return 4096; }
  int activateStream(SoapySDR::Stream*, const int, const long long, const size_t) override {
    log("activateStream");
    return radio().refuses_to_start ? SOAPY_SDR_STREAM_ERROR : 0;
  }
  int deactivateStream(SoapySDR::Stream*, const int, const long long) override {
    log("deactivateStream");
    return 0;
  }

  int readStream(SoapySDR::Stream*, void* const* buffers, const size_t most, int& flags, long long& time_ns,
                 const long timeout_us) override {
    if (radio().script.empty()) {
      std::this_thread::sleep_for(std::chrono::microseconds(timeout_us));
      return SOAPY_SDR_TIMEOUT;
    }
    std::this_thread::sleep_for(radio().read_takes);
    const FakeRead read = radio().script.front();
    radio().script.pop_front();
    ticks_ += read.skip_before;
    switch (read.kind) {
      case FakeRead::Kind::kOverflow:
        return SOAPY_SDR_OVERFLOW;
      case FakeRead::Kind::kTimeout:
        return SOAPY_SDR_TIMEOUT;
      case FakeRead::Kind::kStreamError:
        return SOAPY_SDR_STREAM_ERROR;
      case FakeRead::Kind::kThrow:
        throw std::runtime_error("usb: broken pipe");
      case FakeRead::Kind::kSamples:
        break;
    }
    const std::size_t count = std::min(read.samples, most);
    fill(static_cast<std::uint8_t*>(buffers[0]), count * bytes_per_sample_);
    flags = (read.has_time ? SOAPY_SDR_HAS_TIME : 0) | (read.ends_abruptly ? SOAPY_SDR_END_ABRUPT : 0);
    time_ns = SoapySDR::ticksToTimeNs(ticks_, rate_hz_);
    ticks_ += static_cast<std::int64_t>(count) * radio().octets_as_ticks;
    return static_cast<int>(count);
  }

  std::vector<std::string> listAntennas(const int, const size_t) const override { return {"RX1", "RX2"}; }
  void setAntenna(const int, const size_t, const std::string& name) override { log("setAntenna " + name); }

  std::vector<std::string> listGains(const int, const size_t) const override { return radio().gains; }
  bool hasGainMode(const int, const size_t) const override { return radio().has_automatic_gain; }
  void setGainMode(const int, const size_t, const bool automatic) override {
    log(fmt::format("setGainMode {}", automatic));
  }
  void setGain(const int, const size_t, const double gain_db) override {
    log(fmt::format("setGain {}", gain_db));
  }
  void setGain(const int, const size_t, const std::string& name, const double gain_db) override {
    log(fmt::format("setGain {} {}", name, gain_db));
    gains_[name] = gain_db;
  }
  double getGain(const int, const size_t, const std::string& name) const override {
    const auto set = gains_.find(name);
    return set == gains_.end() ? 0.0 : set->second;
  }
  SoapySDR::Range getGainRange(const int, const size_t) const override { return SoapySDR::Range(0, 116); }
  SoapySDR::Range getGainRange(const int, const size_t, const std::string& name) const override {
    return SoapySDR::Range(0, name == "LNA" ? 40 : 62);
  }

  SoapySDR::ArgInfoList getSettingInfo() const override {
    SoapySDR::ArgInfoList infos;
    for (const std::string& key : radio().settings) infos.emplace_back().key = key;
    return infos;
  }
  void writeSetting(const std::string& key, const std::string& value) override {
    log(fmt::format("writeSetting {} {}", key, value));
  }

  void setFrequency(const int, const size_t, const double frequency_hz, const SoapySDR::Kwargs&) override {
    log(fmt::format("setFrequency {:.3f}", frequency_hz));
    frequency_hz_ = frequency_hz;
  }
  double getFrequency(const int, const size_t) const override { return frequency_hz_; }
  SoapySDR::RangeList getFrequencyRange(const int, const size_t) const override {
    return {SoapySDR::Range(24e6, 1766e6)};
  }
  void setFrequencyCorrection(const int, const size_t, const double) override {
    log("setFrequencyCorrection");
  }

  void setSampleRate(const int, const size_t, const double rate_hz) override {
    log(fmt::format("setSampleRate {:.3f}", rate_hz));
    rate_hz_ = rate_hz;
  }
  double getSampleRate(const int, const size_t) const override { return rate_hz_; }
  SoapySDR::RangeList getSampleRateRange(const int, const size_t) const override {
    return {SoapySDR::Range(225e3, 300e3), SoapySDR::Range(900e3, 3.2e6)};
  }
  void setBandwidth(const int, const size_t, const double bandwidth_hz) override {
    log(fmt::format("setBandwidth {}", bandwidth_hz));
    bandwidth_hz_ = bandwidth_hz;
  }
  double getBandwidth(const int, const size_t) const override { return bandwidth_hz_; }
  std::vector<double> listBandwidths(const int, const size_t) const override {
    return {1.75e6, 2.5e6, 3.5e6};
  }
  SoapySDR::RangeList getBandwidthRange(const int, const size_t) const override {
    return {SoapySDR::Range(1.75e6, 1.75e6), SoapySDR::Range(2.5e6, 2.5e6), SoapySDR::Range(3.5e6, 3.5e6)};
  }

 private:
  static FakeRadio& radio() { return fake_radio(); }
  static void log(std::string call) { radio().calls.push_back(std::move(call)); }

  void fill(std::uint8_t* out, std::size_t octets) {
    for (std::size_t i = 0; i < octets; ++i, ++played_) {
      out[i] = radio().octets.empty() ? static_cast<std::uint8_t>(played_)
                                      : radio().octets[played_ % radio().octets.size()];
    }
  }

  std::size_t bytes_per_sample_ = 2;
  std::size_t played_ = 0;
  std::int64_t ticks_ = 0;
  double rate_hz_ = 2e6;
  double frequency_hz_ = 0;
  double bandwidth_hz_ = 0;
  std::map<std::string, double> gains_;
};

SoapySDR::KwargsList find_fake(const SoapySDR::Kwargs& asked) {
  constexpr const char* kSerial = "00000042";
  if (!fake_radio().is_found) return {};
  if (asked.contains("serial") && asked.at("serial") != kSerial) return {};
  SoapySDR::Kwargs found = fake_radio().usb_strings;
  found["label"] = "Fake Radio :: 00000042";
  found["serial"] = kSerial;
  return {found};
}

SoapySDR::Device* make_fake(const SoapySDR::Kwargs&) {
  if (fake_radio().is_busy) throw std::runtime_error("usb_claim_interface error -6");
  if (!fake_radio().says_when_opened.empty()) {
    SoapySDR::log(SOAPY_SDR_WARNING, fake_radio().says_when_opened);
    SoapySDR::log(SOAPY_SDR_SSI, "O");
  }
  return new FakeDevice;  // SoapySDR's unmake() deletes it
}

}  // namespace

FakeRadio& fake_radio() {
  static FakeRadio the_radio;
  return the_radio;
}

FakeRadio& fresh_fake_radio() {
  static const SoapySDR::Registry kRegistered("fakeradio", &find_fake, &make_fake, SOAPY_SDR_ABI_VERSION);
  fake_radio() = FakeRadio{};
  return fake_radio();
}

}  // namespace cellwarden::test

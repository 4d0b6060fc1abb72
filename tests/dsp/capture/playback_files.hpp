#pragma once

/// \file
/// Recordings for the playback device, and its device as SoapySDR's users hold it.

#include <SoapySDR/Constants.h>
#include <SoapySDR/Errors.h>
#include <SoapySDR/Formats.h>
#include <SoapySDR/Device.hpp>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <functional>
#include <memory>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "dsp/capture/playback_device.hpp"
#include "dsp/capture/sigmf_writer.hpp"
#include "tests/catch.hpp"
#include "tests/dsp/capture/opened_source.hpp"

namespace cellwarden::test {

using Complex = std::complex<double>;

/// exp(j 2 pi cycles)
inline Complex turn(double cycles) {
  return std::polar(1.0, 2.0 * std::numbers::pi * (cycles - std::floor(cycles)));
}

struct RecordingSpec {
  double center_hz = 806e6;
  double rate_hz = 1.92e6;
  double duration_s = 0.1;
  capture::SampleFormat format = capture::SampleFormat::kCf32;
  bool loops_seamlessly = false;
};

/// Writes a SigMF recording whose sample at time t is signal(t). \return the name of its metadata
inline std::string write_recording(const std::string& base, const RecordingSpec& spec,
                                   const std::function<Complex(double time_s)>& signal) {
  capture::SigmfWriterOptions options;
  options.format = spec.format;
  options.loops_seamlessly = spec.loops_seamlessly;
  auto writer = capture::SigmfWriter::create(base, options);
  if (!writer) FAIL(writer.error().what);
  std::vector<Sample> samples(static_cast<std::size_t>(std::llround(spec.duration_s * spec.rate_hz)));
  for (std::size_t i = 0; i < samples.size(); ++i) {
    samples[i] = Sample(signal(static_cast<double>(i) / spec.rate_hz));
  }
  IqBlock block;
  block.samples = samples;
  block.center_hz = spec.center_hz;
  block.sample_rate_hz = spec.rate_hz;
  REQUIRE((*writer)->write(block));
  REQUIRE((*writer)->finish());
  return base + ".sigmf-meta";
}

/// A tone, as a recording's signal.
inline std::function<Complex(double)> tone(double offset_hz, double amplitude) {
  return [=](double time_s) { return amplitude * turn(offset_hz * time_s); };
}

/// Amplitude and phase of a tone that is known to be there; time 0 is the first sample.
inline Complex level_of(std::span<const Sample> samples, double offset_hz, double rate_hz) {
  Complex sum;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    sum += Complex(samples[i]) * std::conj(turn(offset_hz / rate_hz * static_cast<double>(i)));
  }
  return sum / static_cast<double>(samples.size());
}

inline double power_of(std::span<const Sample> samples) {
  double sum = 0.0;
  for (const Sample& sample : samples) sum += static_cast<double>(std::norm(sample));
  return sum / static_cast<double>(samples.size());
}

/// A device and its running stream.
class OpenPlayback {
 public:
  explicit OpenPlayback(const std::string& arguments, bool is_started = true) {
    capture::collect_driver_messages({});
    capture::register_playback_device();
    SoapySDR::Kwargs all = *capture::parse_device_arguments("driver=playback," + arguments);
    device_.reset(SoapySDR::Device::make(all));
    stream_ = device_->setupStream(SOAPY_SDR_RX, SOAPY_SDR_CF32);
    if (is_started) start();
  }
  ~OpenPlayback() { device_->closeStream(stream_); }
  OpenPlayback(const OpenPlayback&) = delete;
  OpenPlayback& operator=(const OpenPlayback&) = delete;

  SoapySDR::Device& device() { return *device_; }
  void start() { REQUIRE(device_->activateStream(stream_) == 0); }

  struct Read {
    int result{};
    long long time_ns{};
    std::vector<Sample> samples;
  };
  Read read(std::size_t most, long timeout_us = 100'000) {
    Read read;
    read.samples.resize(most);
    const std::array<void*, 1> buffers{read.samples.data()};
    int flags = 0;
    read.result = device_->readStream(stream_, buffers.data(), most, flags, read.time_ns, timeout_us);
    read.samples.resize(static_cast<std::size_t>(std::max(read.result, 0)));
    return read;
  }

  /// So many samples, in as many reads as it takes.
  std::vector<Sample> take(std::size_t count) {
    std::vector<Sample> samples;
    while (samples.size() < count) {
      const Read some = read(count - samples.size());
      if (some.result <= 0) FAIL("read gave " << some.result);
      samples.insert(samples.end(), some.samples.begin(), some.samples.end());
    }
    return samples;
  }

 private:
  struct Closer {
    void operator()(SoapySDR::Device* device) const { SoapySDR::Device::unmake(device); }
  };
  std::unique_ptr<SoapySDR::Device, Closer> device_;
  SoapySDR::Stream* stream_ = nullptr;
};

}  // namespace cellwarden::test

#include "dsp/capture/open_input.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <set>
#include <string_view>
#include <system_error>

#include "dsp/capture/archive_bytes.hpp"
#include "dsp/capture/encrypted_bytes.hpp"
#include "dsp/capture/file_name.hpp"
#include "dsp/capture/portapack_sidecar.hpp"
#include "dsp/capture/recording_key.hpp"
#include "dsp/capture/sdriq_header.hpp"
#include "dsp/capture/sigmf_meta.hpp"
#include "dsp/capture/utc_time.hpp"
#include "dsp/capture/wav_header.hpp"

namespace cellwarden::capture {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMeta = ".sigmf-meta";
constexpr std::string_view kData = ".sigmf-data";

bool exists(const std::string& name) {
  std::error_code error;
  return fs::exists(name, error);
}

std::string file_part(const std::string& input) {
  return fs::path(input).filename().string();
}

/// "x" of "x.sigmf-meta".
std::optional<std::string> without_ending(const std::string& name, std::string_view ending) {
  if (name.size() <= ending.size() || !name.ends_with(ending)) return {};
  return name.substr(0, name.size() - ending.size());
}

/// A file's octets as stored, hashed on their way, and what they decompress to.
struct OpenedBytes {
  std::unique_ptr<ByteSource> bytes;
  DigestingBytes* digest{};
};

Result<OpenedBytes> open_bytes(const std::string& input, const std::shared_ptr<StopSignal>& stop,
                               bool with_sha512) {
  auto file = open_file(input, stop);
  if (!file) return tl::unexpected(file.error());
  const bool is_compressed = without_compression(file_part(input)).has_value();
  auto digesting = std::make_unique<DigestingBytes>(std::move(*file), with_sha512 && !is_compressed);
  DigestingBytes* const digest = digesting.get();
  if (!is_compressed) return OpenedBytes{std::move(digesting), digest};
  auto plain = open_compressed(input, std::move(digesting));
  if (!plain) return tl::unexpected(plain.error());
  return OpenedBytes{std::move(*plain), digest};
}

/// The base of a SigMF pair that `input` names in any of its ways.
std::optional<std::string> sigmf_base(const std::string& input) {
  if (auto base = without_ending(input, kMeta)) return base;
  const auto plain = without_compression(input);
  if (auto base = without_ending(std::string(plain.value_or(input)), kData)) return base;
  if (!exists(input) && exists(input + std::string(kMeta))) return input;
  return {};
}

/// Where the samples of a pair are: core:dataset, or the usual name, perhaps compressed.
Result<std::string> sigmf_data_name(const std::string& base, const std::string& dataset) {
  if (!dataset.empty()) {
    // A recording names its neighbour, never a file elsewhere.
    if (dataset.find_first_of(std::string_view("/\0", 2)) != std::string::npos || dataset == "..") {
      return fail(ErrorCode::kFormat, base + std::string(kMeta) + ": core:dataset must be a file beside it");
    }
    return (fs::path(base).parent_path() / dataset).string();
  }
  const std::string usual = base + std::string(kData);
  if (exists(usual)) return usual;
  for (const char* const ending : {".zst", ".gz", ".xz", ".bz2"}) {
    if (exists(usual + ending)) return usual + ending;
  }
  return fail(ErrorCode::kFile, usual + ": no such file; " + base + std::string(kMeta) + " has no samples");
}

Result<std::unique_ptr<RecordedStream>> open_sigmf_pair(const std::string& base, const std::string& input,
                                                        const RecordingOptions& options,
                                                        const std::shared_ptr<StopSignal>& stop) {
  const std::string meta_name = base + std::string(kMeta);
  SigmfMeta meta;
  std::string data_name = input;
  if (exists(meta_name)) {
    auto file = open_file(meta_name, stop);
    if (!file) return tl::unexpected(file.error());
    ByteReader meta_reader(std::move(*file));
    const auto text = read_text(meta_reader, kMaxSigmfMetaBytes, meta_name);
    if (!text) return tl::unexpected(text.error());
    auto read = read_sigmf_meta(*text, file_part(meta_name));
    if (!read) return tl::unexpected(read.error());
    meta = std::move(*read);
    auto named = sigmf_data_name(base, meta.dataset);
    if (!named) return tl::unexpected(named.error());
    data_name = std::move(*named);
  } else if (input == meta_name) {
    return fail(ErrorCode::kFile, meta_name + ": no such file");
  } else {
    meta.layout.facts.unclear = "no " + file_part(meta_name) + " beside it";
  }
  auto opened = open_bytes(data_name, stop, meta.layout.sha512.has_value());
  if (!opened) return tl::unexpected(opened.error());
  return make_stream(data_name, ByteReader(std::move(opened->bytes)), opened->digest, std::move(meta.layout),
                     options);
}

/// The archive's single -meta entry, read; the data may lie before it, so this is a pass of its own.
Result<SigmfMeta> find_archived_meta(const std::string& input, const std::shared_ptr<StopSignal>& stop) {
  auto file = open_file(input, stop);
  if (!file) return tl::unexpected(file.error());
  auto opened = TarBytes::open(input, std::move(*file), true);
  if (!opened) return tl::unexpected(opened.error());
  std::unique_ptr<TarBytes> tar = std::move(*opened);
  std::optional<SigmfMeta> meta;
  constexpr int kMostEntries = 10'000;
  for (int i = 0; i < kMostEntries; ++i) {
    const auto entry = tar->next();
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) {
      if (!meta) return fail(ErrorCode::kFormat, input + ": archive without a .sigmf-meta");
      return std::move(*meta);
    }
    if (!(*entry)->name.ends_with(kMeta)) continue;
    if (meta) return fail(ErrorCode::kFormat, input + ": archive of several recordings; unpack it");
    if ((*entry)->size > kMaxSigmfMetaBytes) {
      return fail(ErrorCode::kFormat, input + ": .sigmf-meta of " + std::to_string((*entry)->size) +
                                          " octets; 4 MiB is the most");
    }
    std::string text(static_cast<std::size_t>((*entry)->size), '\0');
    std::size_t filled = 0;
    while (filled < text.size()) {
      const auto got = tar->read(std::as_writable_bytes(std::span(text)).subspan(filled));
      if (!got) return tl::unexpected(got.error());
      if (*got == 0) break;
      filled += *got;
    }
    text.resize(filled);
    auto read = read_sigmf_meta(text, file_part(input) + ": " + file_part((*entry)->name));
    if (!read) return read;
    meta = std::move(*read);
  }
  return fail(ErrorCode::kFormat, input + ": archive of more than 10000 entries");
}

Result<std::unique_ptr<RecordedStream>> open_sigmf_archive(const std::string& input,
                                                           const RecordingOptions& options,
                                                           const std::shared_ptr<StopSignal>& stop) {
  auto meta = find_archived_meta(input, stop);
  if (!meta) return tl::unexpected(meta.error());
  auto file = open_file(input, stop);
  if (!file) return tl::unexpected(file.error());
  auto digesting = std::make_unique<DigestingBytes>(std::move(*file), false);
  DigestingBytes* const digest = digesting.get();
  auto tar = TarBytes::open(input, std::move(digesting), false);
  if (!tar) return tl::unexpected(tar.error());
  for (;;) {
    const auto entry = (*tar)->next();
    if (!entry) return tl::unexpected(entry.error());
    if (!*entry) return fail(ErrorCode::kFormat, input + ": archive without a .sigmf-data");
    if ((*entry)->name.ends_with(kData)) break;
  }
  return make_stream(input, ByteReader(std::move(*tar)), digest, std::move(meta->layout), options);
}

/// What there is in an encrypted recording, and how it ends: a pass of its own, as archives have one.
struct EncryptedContents {
  SigmfMeta meta;
  std::uint64_t sample_octets{};
};

std::string warning_of(EncryptedBytes::Ending ending, const std::string& input, std::uint64_t position) {
  const std::string at = " at octet " + std::to_string(position) + "; ";
  if (ending == EncryptedBytes::Ending::kCutOff) {
    return input + ": its end is missing" + at + "what was recorded until then is whole and is played";
  }
  return input + ": damaged or changed" + at +
         "what lies before is whole and is played, what lies behind is not";
}

Result<EncryptedContents> look_through(const std::string& input, const SecretKey& key,
                                       const std::shared_ptr<StopSignal>& stop) {
  auto file = open_file(input, stop);
  if (!file) return tl::unexpected(file.error());
  const auto size = (*file)->remaining();
  const auto bytes = EncryptedBytes::open(input, std::move(*file), key);
  if (!bytes) return tl::unexpected(bytes.error());
  EncryptedContents contents;
  std::vector<std::byte> scratch(std::size_t{1} << 18U);
  for (;;) {
    const auto got = (*bytes)->read(scratch);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) break;
    contents.sample_octets += *got;
  }
  if (stop->is_raised()) return fail(ErrorCode::kFile, input + ": not read, as the program was told to end");
  auto meta = read_sigmf_meta((*bytes)->sigmf_document(), file_part(input));
  if (!meta) return tl::unexpected(meta.error());
  contents.meta = std::move(*meta);
  const auto ending = (*bytes)->ending();
  auto& warnings = contents.meta.layout.warnings;
  if (ending != EncryptedBytes::Ending::kWhole) {
    warnings.push_back(warning_of(ending, input, (*bytes)->position()));
  } else if (size && *size > (*bytes)->position()) {
    warnings.push_back(input + ": " + std::to_string(*size - (*bytes)->position()) +
                       " octets after its end are none of it and are left out");
  }
  return contents;
}

/// Before the key is asked for: what is to be deleted is opened by nobody.
Result<void> check_kept(const std::string& input) {
  const auto header = read_encrypted_header(input);
  if (!header) return tl::unexpected(header.error());
  if (header->delete_after > std::chrono::system_clock::now()) return {};
  return fail(ErrorCode::kFile, input + ": was to be kept until " + format_utc(header->delete_after) +
                                    " and is not opened; cellwarden record --purge deletes it");
}

Result<std::unique_ptr<RecordedStream>> open_encrypted(const std::string& input,
                                                       const RecordingOptions& options,
                                                       const std::shared_ptr<StopSignal>& stop) {
  if (const auto kept = check_kept(input); !kept) return tl::unexpected(kept.error());
  if (!options.private_key) {
    return fail(ErrorCode::kConfig, input +
                                        ": is encrypted; replay opens it with its private key: --key FILE "
                                        "(record.private_key)");
  }
  const auto key = read_secret_key(*options.private_key);
  if (!key) return tl::unexpected(key.error());
  auto contents = look_through(input, *key, stop);
  if (!contents) return tl::unexpected(contents.error());
  auto file = open_file(input, stop);
  if (!file) return tl::unexpected(file.error());
  auto digesting = std::make_unique<DigestingBytes>(std::move(*file), false);
  DigestingBytes* const digest = digesting.get();
  auto bytes = EncryptedBytes::open(input, std::move(digesting), *key);
  if (!bytes) return tl::unexpected(bytes.error());
  (*bytes)->expect(contents->sample_octets);
  return make_stream(input, ByteReader(std::move(*bytes)), digest, std::move(contents->meta.layout), options);
}

/// The .TXT beside a .C8 or .C16, in whatever case.
Result<Facts> portapack_facts(const std::string& plain_input, const std::shared_ptr<StopSignal>& stop) {
  constexpr std::size_t kMostOctets = 64U << 10U;
  for (const char* const ending : {".TXT", ".txt", ".Txt"}) {
    const std::string name = fs::path(plain_input).replace_extension(ending).string();
    if (!exists(name)) continue;
    auto file = open_file(name, stop);
    if (!file) return tl::unexpected(file.error());
    ByteReader reader(std::move(*file));
    const auto text = read_text(reader, kMostOctets, name);
    if (!text) return tl::unexpected(text.error());
    return read_portapack_sidecar(*text, file_part(name));
  }
  Facts facts;
  facts.unclear = "no " + file_part(fs::path(plain_input).replace_extension(".TXT").string()) + " beside it";
  return facts;
}

/// Everything that is one file, or the standard input.
Result<std::unique_ptr<RecordedStream>> open_single(const std::string& input, const RecordingOptions& options,
                                                    const std::shared_ptr<StopSignal>& stop) {
  auto opened = open_bytes(input, stop, false);
  if (!opened) return tl::unexpected(opened.error());
  ByteReader reader(std::move(opened->bytes));
  const std::string plain_input(without_compression(input).value_or(input));
  const std::string extension = extension_of(file_part(plain_input));
  StreamLayout layout;
  bool is_wav = extension == "wav";
  if (input == "-") {
    const auto beginning = reader.peek(12);
    if (!beginning) return tl::unexpected(beginning.error());
    is_wav = looks_like_wav(*beginning);
  }
  if (is_wav || extension == "sdriq") {
    auto header = is_wav ? read_wav_header(reader, input) : read_sdriq_header(reader, input);
    if (!header) return tl::unexpected(header.error());
    layout = std::move(*header);
  } else if (extension == "c8" || extension == "c16") {
    auto facts = portapack_facts(plain_input, stop);
    if (!facts) return tl::unexpected(facts.error());
    layout.facts = std::move(*facts);
  }
  if (input != "-") layout.facts.complete_with(facts_from_file_name(file_part(plain_input)));
  return make_stream(input, std::move(reader), opened->digest, std::move(layout), options);
}

/// Would a file in a folder be taken for a recording? Not sidecars, not notes.
bool is_recording_name(const std::string& name) {
  if (name.starts_with('.')) return false;
  const std::string plain(without_compression(name).value_or(name));
  const std::string extension = extension_of(plain);
  constexpr std::array<std::string_view, 6> kContainers{"wav",        "sdriq",      "sigmf",
                                                        "sigmf-meta", "sigmf-data", "cwrec"};
  if (std::ranges::find(kContainers, extension) != kContainers.end()) return true;
  if (format_of_extension(extension)) return true;
  if (!is_vague_extension(extension)) return false;
  const Facts facts = facts_from_file_name(plain);
  return facts.format && facts.rate_hz;
}

Result<std::vector<std::string>> recordings_in(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code type_error;
    if (entry->is_regular_file(type_error) && is_recording_name(name))
      files.push_back(entry->path().string());
  }
  if (error) return fail(ErrorCode::kFile, folder + ": cannot be listed: " + error.message());
  std::ranges::sort(files);
  std::set<std::string> pairs;
  std::erase_if(files, [&](const std::string& file) {
    const auto base = sigmf_base(file);
    return base && !pairs.insert(*base).second;
  });
  if (files.empty()) return fail(ErrorCode::kFile, folder + ": a folder without recordings");
  return files;
}

}  // namespace

Result<std::unique_ptr<RecordedStream>> make_stream(const std::string& name, ByteReader reader,
                                                    DigestingBytes* digest, StreamLayout layout,
                                                    const RecordingOptions& options) {
  Facts facts = facts_from_flags(options);
  facts.complete_with(layout.facts);
  layout.facts = std::move(facts);
  if (const auto complete = check_complete(name, layout.facts); !complete) {
    return tl::unexpected(complete.error());
  }
  if (options.center_hz) {
    for (Segment& segment : layout.segments) segment.center_hz.reset();
  }
  // A start that only the name or a header states is the first segment's.
  if (layout.facts.start && !layout.segments.front().start) {
    layout.segments.front().start = layout.facts.start->value;
  }
  if (const auto placed = place_segments(layout, name, layout.facts.rate_hz->value); !placed) {
    return tl::unexpected(placed.error());
  }
  const auto left = reader.remaining();
  if (left && *left == 0) return fail(ErrorCode::kFormat, name + ": empty: holds no samples");
  if (layout.trailing_bytes != 0 && !left) {
    return fail(ErrorCode::kFormat, name + ": core:trailing_bytes needs the data uncompressed");
  }
  auto stream = std::make_unique<RecordedStream>(name, std::move(reader), digest, std::move(layout),
                                                 options.block_samples);
  if (stream->info().total_samples == std::uint64_t{0}) {
    return fail(ErrorCode::kFormat, name + ": holds no samples");
  }
  return stream;
}

Result<std::unique_ptr<RecordedStream>> open_input(const std::string& input, const RecordingOptions& options,
                                                   const std::shared_ptr<StopSignal>& stop) {
  if (input == "-") return open_single(input, options, stop);
  if (input.ends_with(kEncryptedEnding)) return open_encrypted(input, options, stop);
  if (const auto base = sigmf_base(input)) return open_sigmf_pair(*base, input, options, stop);
  const std::string plain_input(without_compression(input).value_or(input));
  if (extension_of(plain_input) == "sigmf") return open_sigmf_archive(input, options, stop);
  return open_single(input, options, stop);
}

Result<std::vector<std::string>> expand_folders(const std::vector<std::string>& inputs) {
  std::vector<std::string> files;
  for (const std::string& input : inputs) {
    std::error_code error;
    if (input == "-" || !fs::is_directory(input, error)) {
      files.push_back(input);
      continue;
    }
    auto found = recordings_in(input);
    if (!found) return found;
    files.insert(files.end(), std::make_move_iterator(found->begin()), std::make_move_iterator(found->end()));
  }
  return files;
}

}  // namespace cellwarden::capture

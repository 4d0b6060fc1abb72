# Recordings mixed into a band: arithmetic, so with its flags.
cellwarden_library(dsp_capture_band band_mixer.cpp band_recording.cpp band_signal.cpp clock_resampler.cpp)
target_link_libraries(cellwarden_dsp_capture_band PUBLIC cellwarden::dsp_capture cellwarden::dsp_kernel
  PRIVATE cellwarden_dsp_flags fmt::fmt)

cellwarden_library(dsp_capture_live
  active_faults.cpp child_process.cpp device_list.cpp device_search.cpp device_settings.cpp driver_log.cpp
  fault_memory.cpp gain_control.cpp gain_ladder.cpp packet_socket.cpp playback_device.cpp playback_faults.cpp playback_options.cpp playback_reel.cpp
  radio_child.cpp radio_messages.cpp radio_process.cpp raw_block.cpp sample_ring.cpp soapy_driver.cpp soapy_source.cpp
  soapy_stream.cpp soapy_tuning.cpp stretch_meter.cpp timestamp_check.cpp)
target_link_libraries(cellwarden_dsp_capture_live PUBLIC cellwarden::dsp_capture Threads::Threads
  PRIVATE cellwarden::dsp_capture_band SoapySDR fmt::fmt nlohmann_json::nlohmann_json)

# The playback device as a module of SoapySDR, for programs that are not linked with it. A module with a
# sanitizer's calls in it is of no use to them.
if(NOT CELLWARDEN_SANITIZE AND NOT CELLWARDEN_FUZZ)
  add_library(CellwardenPlayback MODULE playback_module.cpp)
  target_compile_definitions(CellwardenPlayback PRIVATE CELLWARDEN_VERSION="${PROJECT_VERSION}")
  # Nothing of it is seen by the program that loads it, which may hold the same code.
  target_link_libraries(CellwardenPlayback PRIVATE cellwarden_build_flags cellwarden::dsp_capture_live SoapySDR
    -Wl,--exclude-libs,ALL -Wl,--as-needed -Wl,--no-undefined)
  set_target_properties(CellwardenPlayback PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/soapy_modules)
  # Where SoapySDR looks below /usr and /usr/local: in Debian's folder of the architecture.
  if(CMAKE_LIBRARY_ARCHITECTURE)
    set(soapy_libraries lib/${CMAKE_LIBRARY_ARCHITECTURE})
  else()
    set(soapy_libraries ${CMAKE_INSTALL_LIBDIR})
  endif()
  install(TARGETS CellwardenPlayback
    LIBRARY DESTINATION ${soapy_libraries}/SoapySDR/modules${SOAPY_SDR_ABI_VERSION})
endif()

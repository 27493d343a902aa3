using Bosh.AspNetCore.InteropTests.Browser;
using Xunit;

// One browser for all, and one test at a time: real servers and browsers need the machine for themselves.
[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

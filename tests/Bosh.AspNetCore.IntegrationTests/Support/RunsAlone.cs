using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Support;

/// <summary>Tests beside which nothing else runs, because they look at the memory of the process.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;

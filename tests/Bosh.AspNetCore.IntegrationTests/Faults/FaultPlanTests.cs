using Bosh.FaultProxy.Faults;
using Xunit;

namespace Bosh.AspNetCore.IntegrationTests.Faults;

/// <summary>Plans of faults: what is written can be read, and what is random can be had again.</summary>
public sealed class FaultPlanTests
{
    [Theory]
    [InlineData("cut down 3:17")]
    [InlineData("delay up 0:end 100")]
    [InlineData("half-close up 0:0; twice up 1:end 5; reorder up 2:0 500; late-close down 4:0 1000")]
    [InlineData("")]
    public void What_is_written_can_be_read(string text) => Assert.Equal(text, FaultPlan.Parse(text).ToString());

    [Theory]
    [InlineData("cut")]
    [InlineData("cut down")]
    [InlineData("cut down 3")]
    [InlineData("cut sideways 3:17")]
    [InlineData("break down 3:17")]
    [InlineData("cut down -1:17")]
    [InlineData("cut down 3:17 1 1")]
    public void What_is_no_fault_is_refused(string text) => Assert.Throws<FormatException>(() => FaultPlan.Parse(text));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Same_seed_makes_the_same_plans(bool isHttp)
    {
        var mix = FaultMix.All(10, isHttp);
        var plans = Plans(new RandomPlans(7, mix, isHttp));
        Assert.Equal(plans, Plans(new RandomPlans(7, mix, isHttp)));
        Assert.Equal(plans.Length, plans.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(plans.Intersect(Plans(new RandomPlans(8, mix, isHttp)), StringComparer.Ordinal));
    }

    /// <summary>The plans of a seed must not change from one version of the platform to the next: a seed in a report is of use later.</summary>
    [Fact]
    public void Plans_of_a_seed_are_these()
        => Assert.Equal(
            "split down 2:end 13; stall down 8:119 268; twice up 11:end 45; reset down 19:end; twice up 19:end 2; cut down 26:end",
            new FaultPlan(new RandomPlans(1, FaultMix.All(5, isHttp: true), isHttp: true).For(0).Faults.Take(6)).ToString());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Random_plans_have_the_kinds_that_were_asked_for_about_as_often(bool isHttp)
    {
        foreach (var kind in FaultMix.KindsFor(isHttp))
        {
            var plans = new RandomPlans(1, new FaultMix { [kind] = 10 }, isHttp);
            var faults = Enumerable.Range(0, 50).SelectMany(connection => plans.For(connection).Faults).ToList();
            Assert.All(faults, fault => Assert.Equal(kind, fault.Kind));
            var (least, most) = kind == FaultKind.LateClose ? (1, 15) : (800, 1200);
            Assert.InRange(faults.Count, least, most);
        }
    }

    private static string[] Plans(RandomPlans plans) => [.. Enumerable.Range(0, 20).Select(connection => plans.For(connection).ToString())];
}

using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Bosh.AspNetCore.Tests.Sessions.Model;

/// <summary>Random clients, networks and servers against the session. A failure prints the steps, shortened, and the seed.</summary>
public sealed class SessionModelTests
{
    private const int Runs = 2000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_client_that_repeats_gets_everything_once_and_in_order(int hold) => Check(hold, k => k != StepKind.Reload);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_client_that_goes_on_gets_everything_at_least_once_and_in_order(int hold) => Check(hold, k => k != StepKind.LoseAnswer);

    private static void Check(int hold, Func<StepKind, bool> canHappen)
    {
        Gen<Step> step =
            from kind in Gen.Elements(Enum.GetValues<StepKind>().Where(canHappen))
            from which in Gen.Choose(0, 255)
            select new Step(kind, (byte)which);
        Arbitrary<Step[]> steps = Arb.From(Gen.ArrayOf(step), Shrink);
        Prop.ForAll(steps, s => Run(hold, s)).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithStartSize(5).WithEndSize(120));
    }

    private static void Run(int hold, Step[] steps)
    {
        var world = new World(hold);
        foreach (Step step in steps)
        {
            world.Do(step);
            if (world.IsOver)
            {
                break;
            }
        }

        world.Heal();
    }

    /// <summary>Shorter runs that may fail too: halves first, then with one step less.</summary>
    private static IEnumerable<Step[]> Shrink(Step[] steps)
    {
        if (steps.Length > 1)
        {
            yield return steps[..(steps.Length / 2)];
            yield return steps[(steps.Length / 2)..];
        }

        for (int i = 0; i < steps.Length; i++)
        {
            yield return [.. steps[..i], .. steps[(i + 1)..]];
        }
    }
}
